"""The administration pages: to look at, not to work in; but who may use more than others is said here."""

from django.contrib import admin

from recognition.models import Analysis, OwnQuotas, Recording, Usage


@admin.register(Recording)
class RecordingAdmin(admin.ModelAdmin):  # type: ignore[type-arg] # not generic at run time
    list_display = ["title", "owner", "duration_s", "size_bytes", "created_at"]
    search_fields = ["title", "name"]
    readonly_fields = [field.name for field in Recording._meta.fields]


@admin.register(Analysis)
class AnalysisAdmin(admin.ModelAdmin):  # type: ignore[type-arg] # not generic at run time
    list_display = ["recording", "model", "status", "progress", "attempts", "updated_at"]
    list_filter = ["status", "model"]
    readonly_fields = [field.name for field in Analysis._meta.fields]


@admin.register(OwnQuotas)
class OwnQuotasAdmin(admin.ModelAdmin):  # type: ignore[type-arg] # not generic at run time
    list_display = ["user", "unlimited", "concurrent_analyses", "hours_per_month", "storage_gb"]
    autocomplete_fields = ["user"]


@admin.register(Usage)
class UsageAdmin(admin.ModelAdmin):  # type: ignore[type-arg] # not generic at run time
    list_display = ["owner", "month", "seconds", "analyses"]
    list_filter = ["month"]
    readonly_fields = [field.name for field in Usage._meta.fields]
