"""The only reader of the environment. A bad value stops the start with its name and the allowed values."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs, urlsplit

ACCOUNTS = ("local", "required")
SPEECH_ENGINES = ("auto", "faster-whisper", "openai-whisper", "pocketsphinx")
DATABASE_SCHEMES = ("postgres", "postgresql", "sqlite")
REDIS_SCHEMES = ("redis", "rediss", "unix")
CERTIFICATES = ("required", "optional", "none")
WEB_SCHEMES = ("https", "http")
EMAIL_SCHEMES = ("smtp+tls", "smtp+ssl", "smtp", "consolemail", "filemail")
STORAGES = ("local", "azure")
CONTAINER_NAME = r"(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*"
# Who may make an account: nobody without help, everybody, or whom the identity provider knows.
SIGN_UP = ("closed", "open", "provider")
LIVE = ("auto", "on", "off")


class BadEnvironmentError(Exception):
    """A variable holds a value that cannot be used; the message names it and says what is allowed."""


@dataclass(frozen=True, slots=True)
class Environment:
    """Every variable of the contracts, checked. None means that it is not set."""

    data_dir: Path
    models_dir: Path
    secret_key: str | None
    accounts: str
    asr: str
    whisper_model: str
    max_upload_mb: int
    max_duration_s: int
    retention_days: int | None
    allowed_hosts: tuple[str, ...]
    database_url: str | None
    redis_url: str | None
    emotion_data: Path | None
    live: str
    sign_up: str
    public_url: str | None
    proxies: int
    email_url: str | None
    email_from: str | None
    oidc: "IdentityProvider | None"
    max_concurrent_analyses: int | None
    hours_per_month: int | None
    storage_gb_per_user: int | None
    requests_per_minute: int | None
    uploads_per_minute: int | None
    blobs: "BlobContainer | None"


@dataclass(frozen=True, slots=True)
class BlobContainer:
    """Where in Azure the recordings are kept, and as whom they are read."""

    account: str
    container: str
    endpoint: str
    client_id: str | None


@dataclass(frozen=True, slots=True)
class IdentityProvider:
    """Where else people may sign in, by OpenID Connect."""

    url: str
    client_id: str
    client_secret: str
    name: str


def read(environ: Mapping[str, str] = os.environ) -> Environment:
    """Read and check every variable.

    Raises:
        BadEnvironmentError: for the first value that cannot be used.
    """
    data_dir = Path(_text(environ, "UNDERTONE_DATA_DIR") or "var").absolute()
    accounts = _choice(environ, "UNDERTONE_ACCOUNTS", ACCOUNTS)
    shared = accounts == "required"
    secret_key = _text(environ, "UNDERTONE_SECRET_KEY")
    if accounts == "required" and secret_key is None:
        raise BadEnvironmentError(
            "UNDERTONE_SECRET_KEY is not set. UNDERTONE_ACCOUNTS=required needs it: a long random secret text."
        )
    return Environment(
        data_dir=data_dir,
        models_dir=Path(_text(environ, "UNDERTONE_MODELS_DIR") or data_dir / "models").absolute(),
        secret_key=secret_key,
        accounts=accounts,
        asr=_choice(environ, "UNDERTONE_ASR", SPEECH_ENGINES),
        whisper_model=_text(environ, "UNDERTONE_WHISPER_MODEL") or "base",
        max_upload_mb=_whole_number(environ, "UNDERTONE_MAX_UPLOAD_MB") or 1024,
        max_duration_s=_whole_number(environ, "UNDERTONE_MAX_DURATION_S") or 14400,
        retention_days=_whole_number(environ, "UNDERTONE_RETENTION_DAYS"),
        allowed_hosts=_names(environ, "UNDERTONE_ALLOWED_HOSTS"),
        database_url=_url(environ, "DATABASE_URL", DATABASE_SCHEMES),
        redis_url=_redis(environ),
        emotion_data=_folder(environ, "EMOTION_DATA"),
        live=_choice(environ, "UNDERTONE_LIVE", LIVE),
        sign_up=_sign_up(environ),
        public_url=_web_address(environ, "UNDERTONE_PUBLIC_URL"),
        proxies=_whole_number(environ, "UNDERTONE_PROXIES", least=0) or 0,
        email_url=_url(environ, "UNDERTONE_EMAIL_URL", EMAIL_SCHEMES),
        email_from=_email_from(environ),
        oidc=_identity_provider(environ),
        max_concurrent_analyses=_limit(environ, "UNDERTONE_MAX_CONCURRENT_ANALYSES", shared and 100),
        hours_per_month=_limit(environ, "UNDERTONE_HOURS_PER_MONTH", shared and 200),
        storage_gb_per_user=_limit(environ, "UNDERTONE_STORAGE_GB_PER_USER", shared and 100),
        requests_per_minute=_limit(environ, "UNDERTONE_REQUESTS_PER_MINUTE", shared and 1200),
        uploads_per_minute=_limit(environ, "UNDERTONE_UPLOADS_PER_MINUTE", shared and 120),
        blobs=_blobs(environ) if _choice(environ, "UNDERTONE_STORAGE", STORAGES) == "azure" else None,
    )


def _redis(environ: Mapping[str, str]) -> str | None:
    """By rediss:// the certificate is looked at unless the address says otherwise.

    It is then said in so many words: without any, Celery's transport would speak plainly where all others speak TLS.
    """
    value = _url(environ, "REDIS_URL", REDIS_SCHEMES)
    if value is None or not value.startswith("rediss:"):
        return value
    query = urlsplit(value).query
    how = parse_qs(query, keep_blank_values=True).get("ssl_cert_reqs")
    if how is None:
        return f"{value}{'&' if query else '?'}ssl_cert_reqs=required"
    if how[-1] not in CERTIFICATES:
        raise BadEnvironmentError(f"REDIS_URL says ssl_cert_reqs={how[-1]}. Allowed: {', '.join(CERTIFICATES)}.")
    return value


def _blobs(environ: Mapping[str, str]) -> BlobContainer:
    """No key and no connection string: whoever reads is a managed identity, so there is nothing that could leak."""
    account = _name(environ, "AZURE_ACCOUNT_NAME", r"[a-z0-9]{3,24}", "3 to 24 small letters and digits")
    container = _name(
        environ, "AZURE_CONTAINER", CONTAINER_NAME, "3 to 63 small letters, digits and single hyphens between them"
    )
    client_id = _text(environ, "AZURE_CLIENT_ID")
    if client_id is not None and not re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", client_id):
        raise BadEnvironmentError(
            f"AZURE_CLIENT_ID is “{client_id}”. Allowed: the client id of a managed identity, "
            "as 00000000-0000-0000-0000-000000000000."
        )
    endpoint = _web_address(environ, "AZURE_BLOB_ENDPOINT", path=True) or f"https://{account}.blob.core.windows.net"
    if not endpoint.startswith("https:"):
        raise BadEnvironmentError(f"AZURE_BLOB_ENDPOINT is “{endpoint}”. Allowed: https://host[/path].")
    return BlobContainer(account, container, endpoint, client_id)


def _name(environ: Mapping[str, str], name: str, pattern: str, allowed: str) -> str:
    value = _text(environ, name)
    if value is None:
        raise BadEnvironmentError(f"{name} is not set. UNDERTONE_STORAGE=azure needs it: {allowed}.")
    if not re.fullmatch(pattern, value):
        raise BadEnvironmentError(f"{name} is “{value}”. Allowed: {allowed}.")
    return value


def _sign_up(environ: Mapping[str, str]) -> str:
    """Open to everybody only where an address can be verified: else anybody could take anybody's, or find out who is here."""
    chosen = _choice(environ, "UNDERTONE_SIGN_UP", SIGN_UP)
    if chosen == "open" and _text(environ, "UNDERTONE_EMAIL_URL") is None:
        raise BadEnvironmentError(
            "UNDERTONE_SIGN_UP=open needs UNDERTONE_EMAIL_URL: new addresses are verified by mail."
        )
    if chosen == "provider" and _text(environ, "UNDERTONE_OIDC_URL") is None:
        raise BadEnvironmentError("UNDERTONE_SIGN_UP=provider needs UNDERTONE_OIDC_URL, the identity provider.")
    return chosen


def _email_from(environ: Mapping[str, str]) -> str | None:
    sender = _text(environ, "UNDERTONE_EMAIL_FROM")
    if sender is None and _text(environ, "UNDERTONE_EMAIL_URL") is not None:
        raise BadEnvironmentError("UNDERTONE_EMAIL_FROM is not set. UNDERTONE_EMAIL_URL needs it: the mails' sender.")
    if sender is not None and ("@" not in sender or "\n" in sender):
        raise BadEnvironmentError(
            f"UNDERTONE_EMAIL_FROM is “{sender}”. Allowed: an e-mail address, with a name or without."
        )
    return sender


def _identity_provider(environ: Mapping[str, str]) -> IdentityProvider | None:
    url = _web_address(environ, "UNDERTONE_OIDC_URL", path=True)
    client_id = _text(environ, "UNDERTONE_OIDC_CLIENT_ID")
    secret = _text(environ, "UNDERTONE_OIDC_CLIENT_SECRET")
    name = _text(environ, "UNDERTONE_OIDC_NAME") or "Single sign-on"
    if url is None:
        return None
    if client_id is None or secret is None:
        missing = "UNDERTONE_OIDC_CLIENT_ID" if client_id is None else "UNDERTONE_OIDC_CLIENT_SECRET"
        raise BadEnvironmentError(f"{missing} is not set. UNDERTONE_OIDC_URL needs it.")
    return IdentityProvider(url, client_id, secret, name)


def _text(environ: Mapping[str, str], name: str) -> str | None:
    """The value, or the content of the file that NAME_FILE names; blank counts as not set."""
    value = environ.get(name, "").strip()
    file = environ.get(f"{name}_FILE", "").strip()
    if value and file:
        raise BadEnvironmentError(f"{name} and {name}_FILE are both set. Set one of them.")
    if file:
        try:
            value = Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise BadEnvironmentError(
                f"{name}_FILE names “{file}”, which cannot be read: {error}. With docker-compose: "
                "docker/make-secrets.sh adds what is missing."
            ) from error
    return value or None


def _choice(environ: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    value = _text(environ, name) or allowed[0]
    if value not in allowed:
        raise BadEnvironmentError(f"{name} is “{value}”. Allowed: {', '.join(allowed)}.")
    return value


def _whole_number(environ: Mapping[str, str], name: str, *, least: int = 1) -> int | None:
    value = _text(environ, name)
    if value is None:
        return None
    if not (value.isascii() and value.isdigit() and int(value) >= least):
        raise BadEnvironmentError(f"{name} is “{value}”. Allowed: a whole number from {least} up.")
    return int(value)


def _limit(environ: Mapping[str, str], name: str, default: int | Literal[False]) -> int | None:
    """What is not set is limited only where many share the site; “none” sets no limit there either."""
    value = _text(environ, name)
    if value is None:
        return default or None
    if value == "none":
        return None
    if not (value.isascii() and value.isdigit() and int(value) > 0):
        raise BadEnvironmentError(f"{name} is “{value}”. Allowed: a whole number from 1 up, or none.")
    return int(value)


def _names(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    names = tuple(part.strip() for part in (_text(environ, name) or "").split(",") if part.strip())
    for host in names:
        if "/" in host or " " in host:
            raise BadEnvironmentError(f"{name} holds “{host}”. Allowed: host names without scheme or path, by commas.")
    return names


def _url(environ: Mapping[str, str], name: str, schemes: tuple[str, ...]) -> str | None:
    value = _text(environ, name)
    if value is not None and value.partition("://")[0] not in schemes:
        # The address itself may hold a password, so it is not repeated.
        raise BadEnvironmentError(f"{name} is no usable address. Allowed: {', '.join(f'{s}://…' for s in schemes)}.")
    return value


def _web_address(environ: Mapping[str, str], name: str, *, path: bool = False) -> str | None:
    """Without its last slash. One with a path is that of a provider; the site itself stands at its host's root."""
    value = _text(environ, name)
    if value is None:
        return None
    parts = urlsplit(value)
    usable = parts.scheme in WEB_SCHEMES and parts.hostname and not (parts.query or parts.fragment or parts.username)
    if not usable or (parts.path.strip("/") and not path):
        raise BadEnvironmentError(f"{name} is “{value}”. Allowed: https://host{'/path' if path else ''} (or http://…).")
    return value.rstrip("/")


def _folder(environ: Mapping[str, str], name: str) -> Path | None:
    value = _text(environ, name)
    if value is None:
        return None
    folder = Path(value).absolute()
    if not folder.is_dir():
        raise BadEnvironmentError(f"{name} is “{value}”. Allowed: an existing folder.")
    return folder
