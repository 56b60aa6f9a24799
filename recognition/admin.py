"""The administration pages: to look at, not to work in."""

from django.contrib import admin

from recognition.models import Analysis, Recording


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
