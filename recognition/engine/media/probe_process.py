"""Probes files for another process, each in a child with limits: a crafted file takes the child down and nothing else.

Reads lines of JSON from standard input, `{"path": …, "max_duration_s": …}`, and answers each with one on standard output: what
`MediaInfo` holds, or a refusal's code and message. It ends with its input.
"""

import contextlib
import json
import os
import resource
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from recognition.engine.errors import MediaError
from recognition.engine.media import refusals
from recognition.engine.media.probe import probe

CPU_S = 20
WALL_S = 120
MEMORY_BYTES = 2**29  # beyond what the process has already; films take some dozens of megabytes
PAGE_BYTES = resource.getpagesize()


def main() -> None:
    """Answer until nobody asks any more."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _answer_as_child(json.loads(line))
        _, status = os.waitpid(child, 0)
        if status != 0:
            _say(_refusal(refusals.too_costly()))


def _answer_as_child(request: dict[str, Any]) -> None:
    _limit()
    try:
        _say(_answered(Path(request["path"]), request["max_duration_s"]))
    except BaseException:  # noqa: BLE001 - the child ends here whatever happens, and its parent answers for it
        os._exit(1)
    os._exit(0)


def _limit() -> None:
    signal.alarm(WALL_S)
    # Not every system has every limit.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        held = int(Path("/proc/self/statm").read_text().split()[0]) * PAGE_BYTES
        resource.setrlimit(resource.RLIMIT_AS, (held + MEMORY_BYTES, held + MEMORY_BYTES))


def _answered(path: Path, max_duration_s: float | None) -> dict[str, Any]:
    try:
        return asdict(probe(path, max_duration_s=max_duration_s))
    except MediaError as error:
        return _refusal(error)


def _refusal(error: MediaError) -> dict[str, Any]:
    return {"code": error.code, "message": error.message}


def _say(answer: dict[str, Any]) -> None:
    # In one call, so that a line is there as a whole or not at all.
    os.write(sys.stdout.fileno(), json.dumps(answer).encode() + b"\n")


if __name__ == "__main__":
    main()
