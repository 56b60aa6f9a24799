"""System checks: what is wrong with this installation, each with an id and a hint."""

import shutil
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from redis import Redis
from redis.exceptions import RedisError

from recognition import catalogue
from recognition.disk import in_words
from recognition.permissions import accounts_required

MIN_FREE_BYTES = 2 * 2**30
REDIS_TIMEOUT_S = 2.0


@register
def models_are_there(**_kwargs: Any) -> Sequence[CheckMessage]:
    cards = catalogue.model_cards()
    if not cards:
        return [Warning("No emotion model is installed.", hint="Train one with “emotion train”.", id="undertone.W001")]
    return [
        Warning(f"The model {card['id']} cannot be used.", hint=card["missing"], id="undertone.W002")
        for card in cards
        if not card["usable"]
    ]


@register
def disk_has_room(**_kwargs: Any) -> Sequence[CheckMessage]:
    free = shutil.disk_usage(settings.DATA_DIR).free
    if free >= MIN_FREE_BYTES:
        return []
    return [
        Warning(
            f"There is little room in {settings.DATA_DIR}: {in_words(free)} free.",
            hint="Free some space, or point UNDERTONE_DATA_DIR to a larger disk.",
            id="undertone.W003",
        )
    ]


@register
def redis_answers(**_kwargs: Any) -> Sequence[CheckMessage]:
    if not settings.REDIS_URL:
        return []
    try:
        Redis.from_url(settings.REDIS_URL, socket_connect_timeout=REDIS_TIMEOUT_S).ping()
    except RedisError as error:
        return [Error(f"Redis does not answer: {error}", hint="Start it, or correct REDIS_URL.", id="undertone.E001")]
    return []


@register
def local_mode_is_local(**_kwargs: Any) -> Sequence[CheckMessage]:
    foreign = set(settings.ALLOWED_HOSTS) - set(settings.LOCAL_HOSTS)
    if accounts_required() or not foreign:
        return []
    return [
        Warning(
            f"Whoever reaches this site as {', '.join(sorted(foreign))} may read and delete everything.",
            hint="Set UNDERTONE_ACCOUNTS=required, or leave UNDERTONE_ALLOWED_HOSTS empty.",
            id="undertone.W004",
        )
    ]
