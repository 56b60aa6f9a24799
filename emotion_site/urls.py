"""All addresses: the API, the instruments, the administration, and the page for everything else."""

from django.contrib import admin
from django.urls import include, path, re_path
from django_prometheus.exports import ExportToDjangoView

from recognition import apis, health, middleware, page
from recognition.accounts.admin_door import admin_sign_in

urlpatterns = [
    path("api/v1/auth/", include("allauth.headless.urls")),
    path("api/v1/auth/", include("allauth.urls")),  # where an identity provider sends people back to
    path("api/v1/", include("recognition.urls")),
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("metrics", ExportToDjangoView),
    path("admin/login/", admin_sign_in),
    path("admin/", admin.site.urls),
    re_path(r"^api(/|$)", apis.UnknownAddress.as_view()),
    path("share", page.share_missed),
    re_path(r"^(?!static/|assets/)", page.index),
]

handler500 = middleware.server_error
