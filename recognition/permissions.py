"""Who may do what: everyone in a local installation, else those signed in, each with their own recordings."""

from typing import TYPE_CHECKING

from django.conf import settings
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

if TYPE_CHECKING:  # REST framework imports this module while it builds its views
    from rest_framework.views import APIView


def accounts_required() -> bool:
    return bool(settings.UNDERTONE_ACCOUNTS == "required")


class AccountAuthentication(SessionAuthentication):
    """The session's user where accounts are required. Locally nobody signs in: the origin check keeps others out."""

    def authenticate(self, request: Request) -> tuple[object, None] | None:
        return super().authenticate(request) if accounts_required() else None

    def authenticate_header(self, request: Request) -> str:
        return "Session"  # makes the answer to an anonymous request 401, not 403


class MayUse(BasePermission):
    """Whether this request may use the API at all. Whose rows it sees is the selectors' matter."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        return not accounts_required() or bool(request.user and request.user.is_authenticated)
