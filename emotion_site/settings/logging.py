"""Structured logs: readable lines on a terminal, JSON lines elsewhere."""

import logging
import sys
from typing import Any

import structlog

from emotion_site.settings.base import ENV

_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.PositionalArgumentsFormatter(),
]

structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_SHARED,
        structlog.processors.StackInfoRenderer(),
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)


def _renderers() -> list[Any]:
    """Words where a person reads them, JSON where a machine collects the lines."""
    if sys.stderr.isatty():
        return [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]


LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "structured": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": _SHARED,
            "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_renderers()],
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "recognition": {"level": "INFO"},
        "worker": {"level": "INFO"},
        "celery": {"level": "WARNING"},
        "kombu.connection": {"level": "ERROR"},  # it warns that a queue of files has no host name
        "django_structlog": {"level": "WARNING"},
        # Its own handlers go; without passing its lines on it would be silent.
        "uvicorn": {"level": "WARNING", "propagate": True},
    },
}

# What failed has said so where it did, and Django says with which status.
DJANGO_STRUCTLOG_STATUS_5XX_LOG_LEVEL = logging.INFO
# A request's id travels with the tasks it asks for. In front of us stands nginx, which gives each request one.
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_TRUST_UPSTREAM_REQUEST_ID = ENV.redis_url is not None
