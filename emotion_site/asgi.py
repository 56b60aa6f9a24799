"""Entry point of the web process: HTTP to Django, the socket to Channels, both behind their guards."""

import os
from typing import Any, cast

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emotion_site.settings")
django.setup(set_prefix=False)

# What follows reads models, which the line above has made ready.
from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.urls import path  # noqa: E402

from recognition.asgi_guards import SameOriginSocket, SocketsOfADatabase, UploadLimit  # noqa: E402
from recognition.consumers import AnalysisConsumer  # noqa: E402
from recognition.handler import LanesHandler  # noqa: E402
from recognition.live_consumer import LiveConsumer, LiveSweep  # noqa: E402
from recognition.quotas_guard import QuotaGuard  # noqa: E402

sockets: list[Any] = [  # Django types a route's target as a view
    path("ws/", cast(Any, AnalysisConsumer.as_asgi())),
    path("ws/live/", cast(Any, LiveConsumer.as_asgi())),
]

application = ProtocolTypeRouter(
    {
        "http": UploadLimit(QuotaGuard(LanesHandler())),
        "websocket": SameOriginSocket(SocketsOfADatabase(AuthMiddlewareStack(URLRouter(sockets)))),
        "lifespan": LiveSweep(),
    }
)
