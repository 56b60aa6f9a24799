"""Who asks, and how one may sign in here: the first thing a page wants to know."""

from typing import Any

from allauth.mfa.adapter import get_adapter as mfa_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import User
from django.middleware.csrf import get_token
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from recognition.permissions import accounts_required


class SessionUserSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    email = serializers.CharField()
    two_factor = serializers.BooleanField(help_text="Whether signing in asks for a code as well.")


class ProviderSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    name = serializers.CharField()


class SessionSerializer(serializers.Serializer[Any]):
    accounts = serializers.ChoiceField(
        choices=["local", "required"], help_text="Whether people sign in; a local server knows one user."
    )
    user = SessionUserSerializer(allow_null=True)
    sign_up = serializers.ChoiceField(
        choices=["open", "closed"], help_text="Whether somebody may make an account with an address and a password."
    )
    mail = serializers.BooleanField(help_text="Whether this server sends mail, so that a password can be reset.")
    providers = ProviderSerializer(many=True)


class SessionDetail(APIView):
    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="session_retrieve",
        summary="Who asks, and how one may sign in",
        description="Sets the cookie `csrftoken`, whose value every change made with a session repeats as `X-CSRFToken`.",
        tags=["account"],
        responses=SessionSerializer,
    )
    def get(self, request: Request) -> Response:
        get_token(request)
        body = session_json(request.user) if accounts_required() else LOCAL
        return Response(body, headers={"Cache-Control": "no-store"})


LOCAL: dict[str, Any] = {"accounts": "local", "user": None, "sign_up": "closed", "mail": False, "providers": []}


def session_json(user: Any) -> dict[str, Any]:
    return {
        "accounts": "required",
        "user": user_json(user) if user.is_authenticated else None,
        "sign_up": "open" if settings.UNDERTONE_SIGN_UP == "open" else "closed",
        "mail": settings.UNDERTONE_MAIL,
        "providers": settings.UNDERTONE_PROVIDERS,
    }


def user_json(user: User) -> dict[str, Any]:
    two_factor = mfa_adapter().is_mfa_enabled(user, [Authenticator.Type.TOTP])
    return {"id": user.pk, "email": user.email, "two_factor": two_factor}
