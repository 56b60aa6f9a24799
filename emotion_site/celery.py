"""The Celery application: its settings are Django's, prefixed CELERY_."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging, task_postrun, task_prerun
from django.db import close_old_connections
from django.dispatch import receiver
from django_structlog.celery import signals
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emotion_site.settings")

app = Celery("undertone")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.imports = ("worker.tasks",)
app.steps["worker"].add(DjangoStructLogInitStep)  # a task's lines carry the request that asked for it

CARRIED = {"request_id", "parent_task_id"}


@setup_logging.connect
def keep_django_logging(**_kwargs: Any) -> None:
    """Without a receiver Celery would put its own format over Django's."""


@task_prerun.connect
@task_postrun.connect
def give_connections_back(**_kwargs: Any) -> None:
    """As at the borders of a request: what broke meanwhile is not used again."""
    close_old_connections()


@receiver(signals.modify_context_before_task_publish)
def carry_ids_alone(context: dict[str, Any], **_kwargs: Any) -> None:
    """Only ids travel through the queue: neither addresses nor names of those who ask."""
    for name in set(context) - CARRIED:
        del context[name]
