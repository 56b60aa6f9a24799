"""The product's settings, a task that grows, and a limit that it reaches without filling the machine."""

from emotion_site.settings import *  # noqa: F403

LIMIT_MB = 512  # a process that has done nothing yet has a quarter of that
CELERY_WORKER_MAX_MEMORY_PER_CHILD = LIMIT_MB * 1024
CELERY_INCLUDE = ["tests.worker.growing"]
