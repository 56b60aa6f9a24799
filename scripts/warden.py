"""Ends what the supervisor started when the supervisor itself is gone without having done so: killed, say.

python -m scripts.warden      reads “+1234” and “-1234” from its input: process groups that began and ended

It holds the other end of a pipe from the supervisor. However that ends, the pipe closes, on every Unix.
"""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterable

STOP_WITHIN_S = 8.0
LOOK_EVERY_S = 0.1


def main() -> None:
    """Until the pipe closes; then whatever of the groups is left is ended."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # told with its supervisor, it goes when that has gone
    end(groups_left(sys.stdin))


def groups_left(lines: Iterable[str]) -> set[int]:
    """What began and did not end."""
    left: set[int] = set()
    for line in lines:
        (left.add if line.startswith("+") else left.discard)(int(line[1:]))
    return left


def end(groups: set[int]) -> None:
    """Their leaders are asked to stop and given a few seconds; then each group is ended as a whole."""
    for leader in groups:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(leader, signal.SIGTERM)
    give_up = time.monotonic() + STOP_WITHIN_S
    while any(_lives(leader) for leader in groups) and time.monotonic() < give_up:
        time.sleep(LOOK_EVERY_S)
    for group in groups:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)


def _lives(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return False  # the number is another user's by now
    return True


if __name__ == "__main__":
    main()
