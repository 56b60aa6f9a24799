"""The sound of live sessions, on disk as it comes in: whatever breaks, what was said until then is there.

Of each there are two files among the half-received uploads: `ID.json`, what was asked for, and `ID.pcm`, 16-bit mono sound. One
that is being saved is called `ID.taken`: a renaming only one process can do.
"""

import json
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings

LIVE_FOLDER = "live"
SAMPLE_BYTES = 2
SAVING_AT_MOST_S = 3600.0  # whoever has taken a session for longer was killed


@dataclass(frozen=True, slots=True)
class Asked:
    """What a live session is of: its owner, sound and analysis."""

    owner_id: int | None
    sample_rate_hz: int
    title: str
    model: str
    asr: str
    language: str | None
    speaker_baseline: bool


@dataclass(frozen=True, slots=True)
class Saved:
    """The recording that a session has become."""

    recording: str
    analysis: str


class LiveSession:
    """One session's files."""

    def __init__(self, session_id: UUID, asked: Asked, saved: Saved | None = None) -> None:
        self.id, self.asked, self.saved = session_id, asked, saved

    @classmethod
    def begin(cls, asked: Asked) -> "LiveSession":
        session = cls(uuid4(), asked)
        _folder().mkdir(mode=0o700, exist_ok=True)
        session._write()
        session.sound.touch(mode=0o600)
        return session

    @classmethod
    def find(cls, session_id: UUID, owner_id: int | None) -> "LiveSession | None":
        """That user's own; None when there is none, or it is gone."""
        session = cls._read(_folder() / f"{session_id}.json")
        return session if session is not None and session.asked.owner_id == owner_id else None

    @classmethod
    def _read(cls, file: Path) -> "LiveSession | None":
        try:
            facts = json.loads(file.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return None
        return cls(UUID(file.stem), Asked(**facts["asked"]), facts["saved"] and Saved(**facts["saved"]))

    @property
    def sound(self) -> Path:
        return _folder() / f"{self.id}.pcm"

    @property
    def taken(self) -> Path:
        return _folder() / f"{self.id}.taken"

    @property
    def bytes_per_s(self) -> int:
        return self.asked.sample_rate_hz * SAMPLE_BYTES

    def received(self) -> int | None:
        """Bytes of sound; None when it has been taken to be saved."""
        try:
            return self.sound.stat().st_size // SAMPLE_BYTES * SAMPLE_BYTES
        except FileNotFoundError:
            return None

    def append(self, sound: bytes, at: int) -> None:
        """Write sound at this place, over the half of a sample that a full disk has left there.

        Raises:
            OSError: when the disk is full, or the session has been taken.
        """
        with self.sound.open("r+b") as file:
            file.seek(at)
            file.write(sound)

    def keep(self) -> None:
        """Somebody is there, whether or not there is anything to be heard."""
        with suppress(FileNotFoundError):
            os.utime(self.sound)

    def take(self) -> bool:
        """Whether it is now for the caller, and nobody else, to save."""
        try:
            self.sound.rename(self.taken)
        except FileNotFoundError:
            return False
        os.utime(self.taken)
        return True

    def give_back(self) -> None:
        """It could not be saved now; whoever sweeps tries again."""
        self.taken.rename(self.sound)

    def end(self, saved: Saved | None) -> None:
        """Its sound is a recording now, or is given up. What became of it stays known, for one whose line broke meanwhile."""
        self.saved = saved
        if saved is not None:
            self._write()
        else:
            self._facts.unlink(missing_ok=True)
        self.taken.unlink(missing_ok=True)

    @property
    def _facts(self) -> Path:
        return _folder() / f"{self.id}.json"

    def _write(self) -> None:
        facts = {"asked": asdict(self.asked), "saved": self.saved and asdict(self.saved)}
        draft = self._facts.with_suffix(".draft")
        draft.write_text(json.dumps(facts), encoding="utf-8")
        draft.replace(self._facts)


def abandoned() -> Iterator[LiveSession]:
    """Those that nobody has come back to; what became of older ones is forgotten on the way."""
    now = time.time()
    for file in sorted(_folder().glob("*.json")):
        session = LiveSession._read(file)
        if session is None:
            continue
        with suppress(FileNotFoundError):  # taken by another meanwhile
            if session.taken.exists() and session.taken.stat().st_mtime < now - SAVING_AT_MOST_S:
                session.give_back()
            if session.sound.exists():
                if session.sound.stat().st_mtime < now - settings.UNDERTONE_LIVE_GRACE_S:
                    yield session
            elif not session.taken.exists() and file.stat().st_mtime < now - SAVING_AT_MOST_S:
                file.unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.FILE_UPLOAD_TEMP_DIR) / LIVE_FOLDER
