"""The only reader of the environment. A bad value stops the start with its name and the allowed values."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ACCOUNTS = ("local", "required")
SPEECH_ENGINES = ("auto", "faster-whisper", "openai-whisper", "pocketsphinx")
DATABASE_SCHEMES = ("postgres", "postgresql", "sqlite")
REDIS_SCHEMES = ("redis", "rediss", "unix")


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


def read(environ: Mapping[str, str] = os.environ) -> Environment:
    """Read and check every variable.

    Raises:
        BadEnvironmentError: for the first value that cannot be used.
    """
    data_dir = Path(_text(environ, "UNDERTONE_DATA_DIR") or "var").absolute()
    accounts = _choice(environ, "UNDERTONE_ACCOUNTS", ACCOUNTS)
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
        redis_url=_url(environ, "REDIS_URL", REDIS_SCHEMES),
        emotion_data=_folder(environ, "EMOTION_DATA"),
    )


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
            raise BadEnvironmentError(f"{name}_FILE names “{file}”, which cannot be read: {error}.") from error
    return value or None


def _choice(environ: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    value = _text(environ, name) or allowed[0]
    if value not in allowed:
        raise BadEnvironmentError(f"{name} is “{value}”. Allowed: {', '.join(allowed)}.")
    return value


def _whole_number(environ: Mapping[str, str], name: str) -> int | None:
    value = _text(environ, name)
    if value is None:
        return None
    if not (value.isascii() and value.isdigit() and int(value) > 0):
        raise BadEnvironmentError(f"{name} is “{value}”. Allowed: a whole number from 1 up.")
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


def _folder(environ: Mapping[str, str], name: str) -> Path | None:
    value = _text(environ, name)
    if value is None:
        return None
    folder = Path(value).absolute()
    if not folder.is_dir():
        raise BadEnvironmentError(f"{name} is “{value}”. Allowed: an existing folder.")
    return folder
