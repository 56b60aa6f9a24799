"""A disk that is full: how it is recognised, and what is said of it."""

import errno

STORAGE_FULL = "storage_full"
STORAGE_FULL_MESSAGE = "The disk here is full, so this could not be stored. Once there is room, try again."

_FULL = (errno.ENOSPC, errno.EDQUOT)
# SQLite's sentence, and the one that PostgreSQL hands on from the system.
_SAID_BY_DATABASES = ("disk is full", "No space left on device")
_NO_ROOM_TO_SHARE = (
    "SQLITE_IOERR_SHMSIZE"  # the file beside a database in WAL mode cannot grow; the sentence names no reason
)


def in_words(size_bytes: int) -> str:
    """As one says it: “1.9 GB”, “480 MB”, “less than 1 MB”. Never “0.0 GB”, which would tell nothing.

    Args:
        size_bytes: a size in bytes, counted in powers of 1024 as everywhere on the page.
    """
    if size_bytes >= 2**30:
        return f"{size_bytes / 2**30:.1f} GB"
    return f"{size_bytes // 2**20} MB" if size_bytes >= 2**20 else "less than 1 MB"


def is_disk_full(error: BaseException) -> bool:
    """Whether this error, or the one behind it, says so."""
    if isinstance(error, OSError) and error.errno in _FULL:
        return True
    if getattr(error.__cause__, "sqlite_errorname", None) == _NO_ROOM_TO_SHARE:
        return True
    return any(said in str(error) for said in _SAID_BY_DATABASES)
