"""`probe` for files of strangers: in a process of its own, with limits of time and memory."""

import atexit
import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from typing import IO, Any, cast

from recognition.engine.errors import MediaError
from recognition.engine.media import refusals
from recognition.engine.media.probe import MediaInfo

ROOT = Path(__file__).resolve().parents[3]
KEPT = ("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL")  # no secret of the environment is in reach of a decoder
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # what has threads cannot be forked


def probe_apart(path: Path, *, max_duration_s: float | None = None) -> MediaInfo:
    """As `probe`; a file that would take seconds of computing or half a gigabyte is refused as `corrupt_media`.

    Args:
        path: the file.
        max_duration_s: longest duration accepted.

    Raises:
        MediaError: `unsupported_media`, `no_audio_stream`, `corrupt_media`, `too_long`, `empty_audio`.
    """
    answer = _asked({"path": str(path.resolve()), "max_duration_s": max_duration_s})
    if "code" in answer:
        raise MediaError(answer["message"], code=answer["code"])
    return MediaInfo(**answer)


def _asked(request: dict[str, Any]) -> dict[str, Any]:
    """Twice, if need be: the process may have been killed while it was idle."""
    for _attempt in range(2):
        with _prober() as prober:
            answer = prober.ask(request)
            if answer is not None:
                return answer
            prober.end()
    raise refusals.too_costly()


class _Prober:
    def __init__(self) -> None:
        environment = {name: value for name, value in os.environ.items() if name in KEPT or name.startswith("PYTHON")}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "recognition.engine.media.probe_process"],
            cwd=ROOT, env=environment | ONE_THREAD, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._questions = cast(IO[str], self._process.stdin)
        self._answers = cast(IO[str], self._process.stdout)

    def ask(self, request: dict[str, Any]) -> dict[str, Any] | None:
        """None when the process is gone."""
        try:
            self._questions.write(json.dumps(request) + "\n")
            self._questions.flush()
            line = self._answers.readline()
        except BrokenPipeError:
            return None
        return dict(json.loads(line)) if line else None

    @property
    def is_there(self) -> bool:
        return self._process.poll() is None

    def end(self) -> None:
        self._process.kill()
        self._process.wait()


_idle: list[_Prober] = []
_lock = Lock()


@contextlib.contextmanager
def _prober() -> Iterator[_Prober]:
    """One for each thread that asks at the same time; kept for the next, unless it has died."""
    with _lock:
        prober = _idle.pop() if _idle else None
    prober = prober or _Prober()
    try:
        yield prober
    except BaseException:
        prober.end()  # it may still be at work on what nobody waits for
        raise
    if prober.is_there:
        with _lock:
            _idle.append(prober)


@atexit.register
def _end_all() -> None:
    while _idle:
        _idle.pop().end()
