"""How often anybody may ask, counted by the minute in the cache that all web processes share."""

import functools
import time
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.core.cache import cache
from redis import Redis
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from recognition.permissions import accounts_required

if TYPE_CHECKING:  # REST framework imports this module while it builds its views
    from rest_framework.views import APIView

logger = structlog.get_logger(__name__)

MINUTE_S = 60


class PerMinute(BaseThrottle):
    """So many of a kind in each minute of the clock; one counter, raised in one step, so that no two requests miss each other."""

    scope: str

    def allow_request(self, request: Request, view: "APIView") -> bool:
        limit = settings.UNDERTONE_REQUESTS_PER_MINUTE[self.scope_of(request)]
        if limit is None or not self.counts(request):
            return True
        who = f"user-{request.user.pk}" if request.user and request.user.is_authenticated else self.address(request)
        return _counted(f"asked:{self.scope_of(request)}:{who}:{int(time.time()) // MINUTE_S}") <= limit

    def scope_of(self, request: Request) -> str:
        return self.scope

    def counts(self, request: Request) -> bool:
        return True

    def address(self, request: Request) -> str:
        """Of the client: what the proxies that we know of said, and no header of the client's own (NUM_PROXIES)."""
        return f"from-{self.get_ident(request)}"

    def wait(self) -> float:
        return MINUTE_S - time.time() % MINUTE_S


class RequestThrottle(PerMinute):
    """Every request: of a user, or of an address that has not signed in."""

    def scope_of(self, request: Request) -> str:
        signed_in = not accounts_required() or (request.user and request.user.is_authenticated)
        return "user" if signed_in else "anonymous"


class UploadThrottle(PerMinute):
    """What is uploaded, besides."""

    scope = "upload"

    def counts(self, request: Request) -> bool:
        return request.method == "POST"


class OpenThrottle(PerMinute):
    """Share links that are opened."""

    scope = "open"


def _counted(key: str) -> int:
    """How many there have been with this one. Where the cache is away, nobody is kept from working."""
    try:
        return _redis_counted(settings.REDIS_URL, key) if settings.REDIS_URL else _locally_counted(key)
    except ValueError:  # gone between the two: the cache was emptied
        return 1
    except RedisError as error:
        logger.warning("requests_not_counted", error=str(error))
        return 0


def _redis_counted(url: str, key: str) -> int:
    """In one exchange: Django's cache would take three."""
    with _redis(url).pipeline(transaction=False) as together:
        together.incr(key)
        together.expire(key, 2 * MINUTE_S)
        return int(together.execute()[0])


@functools.cache
def _redis(url: str) -> "Redis":
    return Redis.from_url(url)


def _locally_counted(key: str) -> int:
    cache.add(key, 0, timeout=2 * MINUTE_S)
    return cache.incr(key)
