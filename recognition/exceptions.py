"""What the site refuses, in the one error shape; the engine's errors are translated here and nowhere else."""

from typing import Any

import structlog
from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError
from drf_standardized_errors.handler import ExceptionHandler
from rest_framework import exceptions, status
from rest_framework.response import Response

from recognition import refusals
from recognition.database_errors import ASK_AGAIN_S as DATABASE_ASK_AGAIN_S
from recognition.database_errors import BUSY, UNAVAILABLE, refusal_of
from recognition.disk import STORAGE_FULL, STORAGE_FULL_MESSAGE, is_disk_full
from recognition.engine.errors import EngineError
from recognition.storage_errors import (
    ASK_AGAIN_S,
    STORAGE_UNAVAILABLE,
    STORAGE_UNAVAILABLE_MESSAGE,
    StorageUnavailableError,
)

logger = structlog.get_logger(__name__)

_STATUS_BY_CODE = {
    "too_large": status.HTTP_413_REQUEST_ENTITY_TOO_LARGE,
    "unsupported_media": status.HTTP_415_UNSUPPORTED_MEDIA_TYPE,
    "unknown_format": status.HTTP_404_NOT_FOUND,
    "not_found": status.HTTP_404_NOT_FOUND,
    "not_ready": status.HTTP_404_NOT_FOUND,
    "action_units_too_large": status.HTTP_413_REQUEST_ENTITY_TOO_LARGE,
    "action_units_missing": status.HTTP_409_CONFLICT,
    "no_video": status.HTTP_409_CONFLICT,
    "link_ended": status.HTTP_404_NOT_FOUND,
    "sound_not_shared": status.HTTP_403_FORBIDDEN,
    "conflict": status.HTTP_409_CONFLICT,
    "text_changed": status.HTTP_409_CONFLICT,
    "too_many_links": status.HTTP_409_CONFLICT,
    "too_many_analyses": status.HTTP_429_TOO_MANY_REQUESTS,
    "monthly_hours_used": status.HTTP_403_FORBIDDEN,
    "storage_quota_used": status.HTTP_403_FORBIDDEN,
    "model_unavailable": status.HTTP_503_SERVICE_UNAVAILABLE,
    "checksum_mismatch": status.HTTP_503_SERVICE_UNAVAILABLE,
    BUSY: status.HTTP_503_SERVICE_UNAVAILABLE,
    UNAVAILABLE: status.HTTP_503_SERVICE_UNAVAILABLE,
    STORAGE_FULL: status.HTTP_507_INSUFFICIENT_STORAGE,
    STORAGE_UNAVAILABLE: status.HTTP_503_SERVICE_UNAVAILABLE,
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
        if isinstance(exc, StorageUnavailableError):
            logger.warning("storage_unavailable", error=str(exc))
            return ApplicationError(STORAGE_UNAVAILABLE_MESSAGE, code=STORAGE_UNAVAILABLE, wait_s=ASK_AGAIN_S)
        if refusal := refusal_of(exc):
            logger.warning("database_not_to_be_had", error=str(exc))
            return ApplicationError(refusal[1], code=refusal[0], wait_s=DATABASE_ASK_AGAIN_S)
        converted: Exception = super().convert_known_exceptions(exc)
        return converted

    def get_response(self, exc: exceptions.APIException, data: dict[str, Any]) -> Response:
        refusals.count(data["errors"][0]["code"])
        response: Response = super().get_response(exc, data)
        return response

    def report_exception(self, exc: exceptions.APIException, response: Response) -> None:
        """What the site refuses is no defect, whatever the status: no traceback, and what is to be logged has been."""
        if isinstance(exc, ApplicationError):
            response._has_been_logged = True  # type: ignore[attr-defined] # Django's own mark
        else:
            super().report_exception(exc, response)


def _throttled_detail(wait_s: float | None) -> exceptions.ErrorDetail:
    seconds = max(1, round(wait_s or 1))
    again = "a second" if seconds == 1 else f"{seconds} seconds"
    return exceptions.ErrorDetail(f"That was more often than is allowed here. Try again in {again}.", code="throttled")
