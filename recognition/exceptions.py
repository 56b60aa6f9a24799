"""What the site refuses, in the one error shape; the engine's errors are translated here and nowhere else."""

from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError
from drf_standardized_errors.handler import ExceptionHandler
from rest_framework import exceptions, status
from rest_framework.response import Response

from recognition import refusals
from recognition.disk import STORAGE_FULL, STORAGE_FULL_MESSAGE, is_disk_full
from recognition.engine.errors import EngineError

_STATUS_BY_CODE = {
    "too_large": status.HTTP_413_REQUEST_ENTITY_TOO_LARGE,
    "unsupported_media": status.HTTP_415_UNSUPPORTED_MEDIA_TYPE,
    "unknown_format": status.HTTP_404_NOT_FOUND,
    "not_found": status.HTTP_404_NOT_FOUND,
    "not_ready": status.HTTP_404_NOT_FOUND,
    "link_ended": status.HTTP_404_NOT_FOUND,
    "sound_not_shared": status.HTTP_403_FORBIDDEN,
    "conflict": status.HTTP_409_CONFLICT,
    "too_many_links": status.HTTP_409_CONFLICT,
    "too_many_analyses": status.HTTP_429_TOO_MANY_REQUESTS,
    "monthly_hours_used": status.HTTP_403_FORBIDDEN,
    "storage_quota_used": status.HTTP_403_FORBIDDEN,
    "model_unavailable": status.HTTP_503_SERVICE_UNAVAILABLE,
    "checksum_mismatch": status.HTTP_503_SERVICE_UNAVAILABLE,
    STORAGE_FULL: status.HTTP_507_INSUFFICIENT_STORAGE,
}


class ApplicationError(exceptions.APIException):
    """A request the site refuses: a sentence fit to show, a stable code, and the HTTP status that goes with it."""

    def __init__(self, message: str, *, code: str, wait_s: float | None = None) -> None:
        super().__init__(message, code)
        self.status_code = _STATUS_BY_CODE.get(code, status.HTTP_400_BAD_REQUEST)
        self.wait = wait_s  # the error's handler makes Retry-After of it


class UndertoneExceptionHandler(ExceptionHandler):
    """Adds the engine's errors, and Django's own refusals of a request, to those REST framework knows."""

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        if isinstance(exc, EngineError):
            return ApplicationError(exc.message, code=exc.code)
        if isinstance(exc, exceptions.Throttled):
            exc.detail = _throttled_detail(getattr(exc, "wait", None))
        if isinstance(exc, SuspiciousOperation):
            return exceptions.ParseError()
        if isinstance(exc, (OSError, DatabaseError)) and is_disk_full(exc):
            return ApplicationError(STORAGE_FULL_MESSAGE, code=STORAGE_FULL)
        converted: Exception = super().convert_known_exceptions(exc)
        return converted

    def get_response(self, exc: exceptions.APIException, data: dict[str, Any]) -> Response:
        refusals.count(data["errors"][0]["code"])
        response: Response = super().get_response(exc, data)
        return response


def _throttled_detail(wait_s: float | None) -> exceptions.ErrorDetail:
    seconds = max(1, round(wait_s or 1))
    again = "a second" if seconds == 1 else f"{seconds} seconds"
    return exceptions.ErrorDetail(f"That was more often than is allowed here. Try again in {again}.", code="throttled")
