"""What stands around Django: REST framework, the schema, Celery, Channels."""

import sys
from typing import Any

from emotion_site.settings.base import (
    DATA_DIR,
    ENV,
    UNDERTONE_ANALYSIS_BASE_S,
    UNDERTONE_ANALYSIS_FACTOR,
    UNDERTONE_MAX_DURATION_S,
    UNDERTONE_REAPER_INTERVAL_S,
)
from recognition.engine import __version__

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "recognition.accounts.authentication.TokenAuthentication",
        "recognition.permissions.AccountAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["recognition.permissions.MayUse"],
    "DEFAULT_THROTTLE_CLASSES": ["recognition.throttling.RequestThrottle"],
    "NUM_PROXIES": ENV.proxies,  # so many last entries of X-Forwarded-For are believed
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["recognition.parsers.ShallowJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "recognition.pagination.RecordingPagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    # “format” in an export's address is ours; REST framework would choose a renderer by it.
    "FORMAT_SUFFIX_KWARG": None,
    "URL_FORMAT_OVERRIDE": None,
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

DRF_STANDARDIZED_ERRORS = {"EXCEPTION_HANDLER_CLASS": "recognition.exceptions.UndertoneExceptionHandler"}

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Undertone",
    "DESCRIPTION": "What was said and how it reads: recordings, analyses, emotion scores.",
    "VERSION": __version__,
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "COMPONENT_SPLIT_REQUEST": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {
        "StatusEnum": "recognition.models.AnalysisStatus.choices",
        "StageEnum": "recognition.models.AnalysisStage.choices",
        "ExplanationsEnum": "recognition.models.ExplanationsStatus.choices",
    },
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "recognition.schema.errors_describe",
    ],
}

REDIS_URL = ENV.redis_url
QUEUE_DIR = DATA_DIR / "queue"

if ENV.redis_url:
    CELERY_BROKER_URL = ENV.redis_url
    CELERY_BROKER_TRANSPORT = "emotion_site.redis_queue:Transport"
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {"socket_connect_timeout": 5, "visibility_timeout": 6 * 3600}
    SOCKET_LOOK_INTERVAL_S = 5.0
else:
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT = "emotion_site.file_queue:Transport"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE_DIR),
        "data_folder_out": str(QUEUE_DIR),
        "control_folder": str(QUEUE_DIR / "control"),
        "polling_interval": 0.1,
    }
    SOCKET_LOOK_INTERVAL_S = 0.5

# Celery would close the pool after every task; `emotion_site.celery` gives back what is used.
CELERY_DB_REUSE_MAX = sys.maxsize
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_TIMEOUT = 4
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 2, "interval_start": 0.1, "interval_step": 0.2, "interval_max": 0.5}
CELERY_TASK_DEFAULT_QUEUE = "analyses"
# Short jobs have a queue, and a process, of their own: nobody waits an hour for a corrected word.
CELERY_TASK_ROUTES = {
    "worker.tasks.analysis_run": {"queue": "analyses"},
    # What the clock asks for needs no engine, and goes on where there is no worker at all (`worker.beat`).
    "worker.tasks.reaper_run": {"queue": "clock"},
    "worker.tasks.retention_run": {"queue": "clock"},
    "worker.tasks.work_measure": {"queue": "clock"},
    "worker.tasks.*": {"queue": "quick"},
}
# The net under `recognition.work_limits`, for what says nothing while it works: the process is killed, and the reaper gives
# up what does so every time.
CELERY_TASK_TIME_LIMIT = 2 * UNDERTONE_ANALYSIS_BASE_S
CELERY_TASK_ANNOTATIONS: dict[str, Any] = {
    "worker.tasks.analysis_run": {
        "time_limit": CELERY_TASK_TIME_LIMIT + UNDERTONE_ANALYSIS_FACTOR * UNDERTONE_MAX_DURATION_S
    }
}
# A process that has grown to this, in kilobytes, is replaced after its task: what libraries never free goes with it.
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 3 * 2**20
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE: dict[str, Any] = {
    "reaper": {
        "task": "worker.tasks.reaper_run",
        "schedule": UNDERTONE_REAPER_INTERVAL_S,
        "options": {"expires": UNDERTONE_REAPER_INTERVAL_S},
    },
    "retention": {"task": "worker.tasks.retention_run", "schedule": 3600.0, "options": {"expires": 3600.0}},
}
if ENV.redis_url:  # whoever starts and stops workers by it looks there
    CELERY_BEAT_SCHEDULE["measure"] = {
        "task": "worker.tasks.work_measure",
        "schedule": UNDERTONE_REAPER_INTERVAL_S,
        "options": {"expires": UNDERTONE_REAPER_INTERVAL_S},
    }
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_BEAT_SYNC_EVERY = 1  # written with every task, so that its age tells whether beat ticks
