"""kombu's filesystem transport with whole files only: written aside and renamed into place, messages taken by a rename."""

import fcntl
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
    """kombu writes under the final name, so a reader may meet half a message, and moves what it takes to /tmp.

    Of processes that start at once on a new folder, one might meet another's empty table of queues, and end.
    """

    def get_table(self, exchange: str) -> list[Any]:
        """The queues of an exchange; none where an older version was killed over them."""
        try:
            stored = json.loads(self._table(exchange).read_text(encoding="utf-8"))
        except (FileNotFoundError, json.JSONDecodeError):
            return []
        return [filesystem.exchange_queue_t(*bound) for bound in stored]

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str | None, queue: str) -> None:
        bound = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        table = self._table(exchange)
        table.parent.mkdir(exist_ok=True)
        with table.with_suffix(".lock").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            known = self.get_table(exchange)
            if bound not in known:
                _write(table, [bound, *known])

    def _table(self, exchange: str) -> Path:
        return Path(self.control_folder) / f"{exchange}.exchange"

    def _put(self, queue: str, payload: dict[str, Any], **_kwargs: Any) -> None:  # type: ignore[override]
        _write(Path(self.data_folder_out) / f"{time.time_ns()}_{uuid.uuid4()}.{queue}.msg", payload)

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


def _write(file: Path, content: Any) -> None:
    """Whole or not at all."""
    draft = file.with_name(f"{uuid.uuid4()}.draft")
    draft.write_text(json.dumps(content), encoding="utf-8")
    draft.rename(file)


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
