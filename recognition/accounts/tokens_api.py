"""The HTTP API of tokens. Somebody signed in manages them; a token itself cannot make, see or revoke any."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from recognition.accounts import tokens
from recognition.accounts.door import NO_ACCOUNTS
from recognition.permissions import MayUse, accounts_required


class TokenSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    prefix = serializers.CharField(source="token_key", help_text="How the token begins, to know it by.")
    created_at = serializers.DateTimeField(source="created")
    expires_at = serializers.DateTimeField(source="expiry", allow_null=True)
    last_used_at = serializers.DateTimeField(allow_null=True, help_text="To the minute.")


class NewTokenSerializer(TokenSerializer):
    token = serializers.CharField(help_text="Shown this once.")


class TokenRequestSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=100)
    expires_days = serializers.IntegerField(
        min_value=1, max_value=365, allow_null=True, help_text="Null: it does not expire."
    )


class HasAccounts(BasePermission):
    """In a local installation there are no tokens: nobody signs in."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not accounts_required():
            raise NotFound(NO_ACCOUNTS, code="no_accounts")
        return True


class BySession(BasePermission):
    """Who has got hold of a token shall not make themselves a second one."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if request.auth is not None:
            raise PermissionDenied("Tokens are managed by somebody signed in, not by a token.", code="session_required")
        return True


class TokenList(APIView):
    permission_classes = [HasAccounts, MayUse, BySession]

    @extend_schema(
        operation_id="tokens_list", summary="One's tokens", tags=["account"], responses=TokenSerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        return Response(TokenSerializer(tokens.tokens_of(request.user), many=True).data)

    @extend_schema(
        operation_id="tokens_create",
        summary="Make a token for a program",
        description="Sent as `Authorization: Bearer …`. A new password revokes it.",
        tags=["account"],
        request=TokenRequestSerializer,
        responses={201: NewTokenSerializer},
    )
    def post(self, request: Request) -> Response:
        asked = TokenRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        row, token = tokens.token_create(user=request.user, **asked.validated_data)  # type: ignore[arg-type] # MayUse has looked
        body = {**TokenSerializer(row).data, "token": token}
        return Response(body, status=status.HTTP_201_CREATED, headers={"Cache-Control": "no-store"})

    @extend_schema(operation_id="tokens_destroy_all", summary="Revoke all", tags=["account"], responses={204: None})
    def delete(self, request: Request) -> Response:
        tokens.tokens_revoke(request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class TokenDetail(APIView):
    permission_classes = [HasAccounts, MayUse, BySession]

    @extend_schema(operation_id="tokens_destroy", summary="Revoke a token", tags=["account"], responses={204: None})
    def delete(self, request: Request, token_id: UUID) -> Response:
        if not tokens.token_revoke(user=request.user, token_id=token_id):
            raise NotFound
        return Response(status=status.HTTP_204_NO_CONTENT)
