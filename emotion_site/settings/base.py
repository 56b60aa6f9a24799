"""Django itself: applications, middleware, database, files, hosts."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ

from emotion_site.settings import env
from emotion_site.settings.data_dir import data_dir_prepare, secret_key_load_or_create

ENV = env.read()
BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = ENV.data_dir
data_dir_prepare(DATA_DIR)

DEBUG = False
SECRET_KEY = ENV.secret_key or secret_key_load_or_create(DATA_DIR)

UNDERTONE_ACCOUNTS = ENV.accounts
UNDERTONE_MAX_UPLOAD_BYTES = ENV.max_upload_mb * 1024 * 1024
UNDERTONE_MAX_DURATION_S = ENV.max_duration_s
UNDERTONE_RETENTION_DAYS = ENV.retention_days
UNDERTONE_DELETED_KEPT_DAYS = 7.0  # what was deleted in the library can be restored for as long
UNDERTONE_MODELS_DIR = ENV.models_dir
UNDERTONE_ASR = ENV.asr
UNDERTONE_WHISPER_MODEL = ENV.whisper_model
UNDERTONE_PIPELINE = "recognition.engine.pipeline"

# Live mode: "auto" offers it where the engine is installed; "on" says that another process behind the proxy has it.
UNDERTONE_LIVE = ENV.live
UNDERTONE_LIVE_ENGINE = "recognition.engine.live"
UNDERTONE_LIVE_READ_S = 0.4  # between two readings; reading takes about a tenth of a second more
UNDERTONE_LIVE_SESSIONS = 8  # of one web process: on two cores four are read in time
UNDERTONE_LIVE_SESSIONS_EACH = 2  # of one user
UNDERTONE_LIVE_MAX_S = 3600.0
UNDERTONE_LIVE_REST_S = 300.0  # that the models stay loaded when nobody speaks
# Nobody has come back for this long: what was said until then is saved as it is.
UNDERTONE_LIVE_GRACE_S = 120.0

# A worker that has not been heard of for this long has lost its analysis. Half a minute of speech is transcribed without
# a word in between, which on a busy machine took over a minute; a process of this machine that is gone is noticed at once.
UNDERTONE_LEASE_S = 180.0
UNDERTONE_REAPER_INTERVAL_S = 15.0
UNDERTONE_QUEUED_TIMEOUT_S = 120.0  # a queued row this old is asked for again: its message may be lost
UNDERTONE_MAX_ATTEMPTS = 5  # a recording that takes its worker down every time is given up
UNDERTONE_CORRECTION_WAIT_S = 10.0
# From this length on a recording is read in parts, by all workers: a shorter one is done within a minute or two, and every
# further worker would first have to decode it. A part is what a worker does at one go, so the longest that a short clip
# waits for a worker; and the shortest that its bookkeeping (a few hundredths of a second) is nothing beside.
UNDERTONE_SHARED_FROM_S = 300.0
UNDERTONE_PART_S = 120.0
# One analysis may take this long and so many times its recording's length, and this share of all memory there is.
UNDERTONE_ANALYSIS_BASE_S = 1800.0
UNDERTONE_ANALYSIS_FACTOR = 10.0
UNDERTONE_MEMORY_SHARE = 0.85

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "channels",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "django_prometheus",
    "django_structlog",
    "allauth",
    "allauth.account",
    "allauth.headless",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "knox",
    "recognition",
    "recognition.accounts",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "recognition.middleware.SecurityHeadersMiddleware",
    "recognition.middleware.KnownAnswersMiddleware",
    "recognition.middleware.SecureCookiesMiddleware",
    "recognition.middleware.SameOriginMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "recognition.page.PageFilesMiddleware",
    "recognition.accounts.door.AccountsDoorMiddleware",
    "recognition.middleware.SessionCookieMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "recognition.middleware.RequestLogMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

ROOT_URLCONF = "emotion_site.urls"
ASGI_APPLICATION = "emotion_site.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
APPEND_SLASH = False  # a POST without its slash is answered 404, not redirected into a GET

SQLITE: dict[str, Any] = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": DATA_DIR / "undertone.sqlite3",
    "OPTIONS": {
        # Readers do not wait for a writer; writers queue at BEGIN instead of failing half-way.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
    },
}


# Requests that one web process works on at a time, more that wait, and seconds that they wait at most. Threads share one core,
# and a read is milliseconds; but what is written may wait for a file to be probed or for a worker to correct a sentence, and
# is not sent away lightly: it would have to be sent again.
UNDERTONE_LANES: dict[str, tuple[int, int, float]] = {
    "reading": (6, 200, 2.0),
    "writing": (6, 200, 30.0),
    "instruments": (2, 20, 10.0),
}
# A connection for each of them, and for what goes on beside: sockets, sound and archives on their way. `timeout`: who waits for
# one so long is told so.
POOL: dict[str, Any] = {"min_size": 1, "max_size": 24, "timeout": 5.0}


def database() -> dict[str, Any]:
    """SQLite in the data folder, or what DATABASE_URL says."""
    if ENV.database_url is None:
        return SQLITE
    parsed = environ.Env.db_url_config(ENV.database_url)
    if parsed["ENGINE"].endswith("sqlite3"):
        return SQLITE | {"NAME": parsed["NAME"]}
    return {**parsed, "CONN_HEALTH_CHECKS": True, "OPTIONS": {**parsed.get("OPTIONS", {}), "pool": POOL}}


DATABASES = {"default": database()}

MEDIA_ROOT = DATA_DIR / "media"
FILE_UPLOAD_TEMP_DIR = DATA_DIR / "uploads"
FILE_UPLOAD_HANDLERS = ["recognition.uploads.HashingUploadHandler"]
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

LOCAL_HOSTS = ("127.0.0.1", "localhost", "[::1]")
PUBLIC_HOST = ENV.public_url and urlsplit(ENV.public_url).hostname
ALLOWED_HOSTS = [*LOCAL_HOSTS, *ENV.allowed_hosts, *([PUBLIC_HOST] if PUBLIC_HOST else [])]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ENV.allowed_hosts if not host.startswith("*")]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
# Else they are secure in answers over TLS, and not in those over plain HTTP (recognition.middleware.SecureCookiesMiddleware).
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = bool(ENV.public_url and ENV.public_url.startswith("https:"))
CSRF_FAILURE_VIEW = "recognition.middleware.csrf_refused"
if ENV.accounts == "required":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600  # said over TLS alone

FRONTEND_DIST = BASE_DIR / "frontend" / "dist"
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MIMETYPES = {".webmanifest": "application/manifest+json"}
WHITENOISE_ROOT = FRONTEND_DIST if FRONTEND_DIST.is_dir() else None  # the web image has no page: nginx has
WHITENOISE_MAX_AGE = 3600
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/assets/.+-[\w-]{8,}\.\w+$"  # Vite puts a hash into the names it builds
