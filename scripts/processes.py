"""One started program with everything it starts in turn: a process group that ends as a whole."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


class Warden:
    """The process that ends all groups when this one could not (`scripts.warden`)."""

    def __init__(self, *, cwd: Path) -> None:
        command = [sys.executable, "-S", "-m", "scripts.warden"]  # the standard library is all it needs
        self._process = subprocess.Popen(command, cwd=cwd, stdin=subprocess.PIPE, start_new_session=True, text=True)

    def began(self, group: int) -> None:
        self._say(f"+{group}")

    def ended(self, group: int) -> None:
        self._say(f"-{group}")

    def dismiss(self) -> None:
        """The pipe is closed; it ends what has not ended, and itself."""
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.wait()

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # it was killed; what it would have done is then nobody's
            self._process.stdin.write(f"{line}\n")
            self._process.stdin.flush()


class ProcessGroup:
    """A program in a session of its own, so that the terminal's Ctrl-C reaches the supervisor alone."""

    def __init__(
        self, command: Sequence[str], *, cwd: Path, environment: Mapping[str, str], warden: Warden | None = None
    ) -> None:
        self._warden = warden
        self._process = subprocess.Popen(
            command,
            cwd=cwd,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,
        )
        if warden is not None:
            warden.began(self.pid)

    @property
    def pid(self) -> int:
        return self._process.pid

    def exit_status(self) -> int | None:
        """The program's exit status, negative for a signal; None while it runs."""
        return self._process.poll()

    def ask_to_stop(self) -> None:
        """SIGTERM for the program; its children are its own to end."""
        if self._process.poll() is None:
            self._process.terminate()

    def end(self, *, within_s: float) -> None:
        """Wait for the program, then end whatever is left of its group."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=within_s)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        if self._warden is not None:
            self._warden.ended(self.pid)


def _end_with_parent() -> None:
    """Linux: be told to stop by the kernel itself when the supervisor is killed, were its warden killed with it."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
