"""Live mode's engine for the site's tests: it tells how much it has heard, and is lost or refuses on request."""

from concurrent.futures import Executor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import Any

from recognition import live_engine
from recognition.configuration import engine_config
from recognition.engine.errors import ModelUnavailableError


@dataclass
class Script:
    """What happens next."""

    refuses: bool = False
    lost: int = 0
    opened: list[dict[str, Any]] = field(default_factory=list)
    heard: int = 0
    """Bytes."""


script = Script()


class LiveVoices:
    def __init__(self, _config: Any) -> None: ...

    def open(self, _key: str, **choices: Any) -> None:
        if script.refuses:
            raise ModelUnavailableError("There is no model.", code="model_unavailable")
        script.opened.append(choices)

    def read(self, _key: str, sound: bytes, heard: Any, _over: bool, _ask: bool) -> tuple[dict[str, Any], Any]:
        if script.lost:
            script.lost -= 1
            raise BrokenProcessPool
        script.heard += len(sound)
        segment = {"index": 0, "over": False, "text": heard or "", "scores": {"fused": {"sad": 1.0}}}
        return {"at_s": script.heard / 32000, "speaking": True, "language": None, "segments": [segment]}, None

    def close(self, _key: str) -> None: ...


class LiveWords(LiveVoices): ...


def start(half: str) -> Executor:
    """In a thread of this process, so that the script is at hand."""
    live_engine.make(half, "tests.fake_live", engine_config())
    return ThreadPoolExecutor(1)
