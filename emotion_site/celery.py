"""The Celery application: its settings are Django's, prefixed CELERY_."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emotion_site.settings")

app = Celery("undertone")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.imports = ("worker.tasks",)


@setup_logging.connect
def keep_django_logging(**_kwargs: Any) -> None:
    """Without a receiver Celery would put its own format over Django's."""
