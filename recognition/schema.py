"""What the OpenAPI schema says of every operation: how to sign in, and one error shape."""

from typing import Any

from drf_spectacular.authentication import SessionScheme
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema


class TokenScheme(OpenApiAuthenticationExtension):
    """Known to drf-spectacular by being imported."""

    target_class = "recognition.accounts.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


class AccountScheme(SessionScheme):
    """Known to drf-spectacular by being imported."""

    target_class = "recognition.permissions.AccountAuthentication"
    name = "session"


_ERROR_ITEM = {
    "type": "object",
    "properties": {
        "code": {"type": "string", "description": "A stable name, for programs."},
        "detail": {"type": "string", "description": "A sentence fit to show."},
        "attr": {"type": "string", "nullable": True, "description": "The field it is about, if it is about one."},
    },
    "required": ["code", "detail", "attr"],
}
_ERRORS = {
    "type": "object",
    "properties": {
        "type": {"type": "string", "enum": ["validation_error", "client_error", "server_error"]},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/ErrorItem"}},
    },
    "required": ["type", "errors"],
}
_METHODS = {"get", "post", "put", "patch", "delete"}


def errors_describe(result: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
    """Post-processing hook of drf-spectacular: every operation may answer with `Errors`."""
    result["components"]["schemas"] |= {"ErrorItem": _ERROR_ITEM, "Errors": _ERRORS}
    answer = {
        "description": "Refused or failed.",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Errors"}}},
    }
    for path in result["paths"].values():
        for method, operation in path.items():
            if method in _METHODS:
                operation["responses"]["default"] = answer
    return result
