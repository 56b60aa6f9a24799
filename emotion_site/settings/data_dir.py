"""The data folder: its parts, and the secret key that a local installation keeps there."""

import os
import secrets
import tempfile
from pathlib import Path

from emotion_site.settings.env import BadEnvironmentError

FOLDERS = ("media", "uploads", "queue", "queue/control")
KEY_FILE = "secret_key"


def data_dir_prepare(data_dir: Path) -> None:
    """Make the folder and its parts, for this user alone.

    Raises:
        BadEnvironmentError: when it cannot be written.
    """
    try:
        for name in ("", *FOLDERS):
            (data_dir / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=data_dir):
            pass
    except OSError as error:
        raise _not_writable(data_dir, error) from error


def secret_key_load_or_create(data_dir: Path) -> str:
    """The kept key. A new one is linked into place, so that two processes starting together agree on one.

    Raises:
        BadEnvironmentError: when it cannot be written.
    """
    file = data_dir / KEY_FILE
    try:
        if not file.exists():
            _create(file)
    except OSError as error:  # a full disk takes a folder, and no byte in a file
        raise _not_writable(data_dir, error) from error
    return file.read_text(encoding="ascii").strip()


def _create(file: Path) -> None:
    handle, draft = tempfile.mkstemp(dir=file.parent)  # mkstemp gives mode 0600
    try:
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(secrets.token_urlsafe(50))
        os.link(draft, file)
    except FileExistsError:
        pass  # the other process was first
    finally:
        Path(draft).unlink()


def _not_writable(data_dir: Path, error: OSError) -> BadEnvironmentError:
    return BadEnvironmentError(
        f"UNDERTONE_DATA_DIR is “{data_dir}”, which cannot be written: {error.strerror}. "
        "Allowed: a folder this user may write to."
    )
