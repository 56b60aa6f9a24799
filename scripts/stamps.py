"""Stamps: what was installed or built from which files, so that it is not done again."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path


def fingerprint(files: Iterable[Path], *facts: str) -> str:
    """SHA-256 over the names and contents of the files, and over further facts."""
    digest = hashlib.sha256()
    for file in sorted(files):
        content = file.read_bytes()
        digest.update(f"{file}\0{len(content)}\0".encode() + content)
    digest.update(json.dumps(facts).encode())
    return digest.hexdigest()


def is_stamped(stamp: Path, mark: str) -> bool:
    """Whether the stamp says that what is there was made from exactly this."""
    return stamp.is_file() and stamp.read_text(encoding="ascii") == mark


def put_stamp(stamp: Path, mark: str) -> None:
    """Say so. Called only after the work is done, so that a broken-off install is done again."""
    stamp.write_text(mark, encoding="ascii")
