"""kombu's filesystem transport with whole messages only: written aside and renamed into place, taken by a rename."""

import json
import math
import time
import uuid
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import filesystem

from recognition import stopping

LOOK_EVERY_S = 0.1


class Channel(filesystem.Channel):
    """kombu writes under the final name, so a reader may meet half a message, and moves what it takes to /tmp."""

    def _put(self, queue: str, payload: dict[str, Any], **_kwargs: Any) -> None:  # type: ignore[override]
        folder = Path(self.data_folder_out)
        draft = folder / f"{uuid.uuid4()}.draft"
        draft.write_text(json.dumps(payload), encoding="utf-8")
        draft.rename(folder / f"{time.time_ns()}_{uuid.uuid4()}.{queue}.msg")

    def _get(self, queue: str, timeout: float | None = None) -> Any:  # noqa: ARG002 - kombu's signature; it polls
        folder = Path(self.data_folder_in)
        for file in sorted(folder.glob(f"*.{queue}.msg")):
            taken = file.with_suffix(".taken")
            try:
                file.rename(taken)
            except FileNotFoundError:
                continue  # another consumer was first
            message = json.loads(taken.read_text(encoding="utf-8"))
            taken.unlink()
            return message
        raise Empty


class Transport(filesystem.Transport):
    """Named by `CELERY_BROKER_TRANSPORT`."""

    Channel = Channel

    def drain_events(self, connection: Any, timeout: float | None = None) -> Any:  # type: ignore[override]
        """Celery asks for two seconds, and once more after it was told to stop: a worker that is told waits no longer."""
        give_up = time.monotonic() + (math.inf if timeout is None else timeout)
        while True:
            try:
                left = max(0.0, give_up - time.monotonic())
                return super().drain_events(connection, timeout=min(left, LOOK_EVERY_S))
            except TimeoutError:
                if time.monotonic() >= give_up or (timeout is not None and stopping.told()):
                    raise
