"""The administration's sign-in: with accounts it is that of the page, which counts attempts and asks for the second factor."""

from urllib.parse import quote

from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from recognition.middleware import refusal
from recognition.permissions import accounts_required


def admin_sign_in(request: HttpRequest) -> HttpResponseBase:
    if not accounts_required():
        return admin.site.login(request)
    wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
    inside = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    address = wanted if inside and wanted.startswith("/admin/") else "/admin/"
    if not request.user.is_authenticated:
        return HttpResponseRedirect(f"/sign-in?next={quote(address)}")
    if not admin.site.has_permission(request):
        return refusal("permission_denied", "The administration is for those who run this server.", status=403)
    return HttpResponseRedirect(address)
