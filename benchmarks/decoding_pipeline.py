"""The tests' instant pipeline behind the real decoder: what hostile files meet, without speech engine and models."""

from typing import Any, cast

from recognition.engine.media import Pcm, decode, outline
from recognition.engine.request import Listener
from tests import fake_pipeline
from tests.fake_pipeline import Request, summarise

__all__ = ["Pipeline", "Request", "summarise"]


class Pipeline(fake_pipeline.Pipeline):
    """As the tests know it."""

    def begin(self, request: Request, listener: Listener, *, sound: Any = None) -> "DecodingRun":
        return DecodingRun(request, listener, cast(Any, None), sound)


class DecodingRun(fake_pipeline.FakeRun):
    """Decodes the whole file and draws its outline; the rest is made up."""

    def decoded(self) -> Pcm:
        if self.sound is None:
            with decode(self.request.path) as pcm:
                self.listener.on_decoded(pcm.duration_s, outline(pcm))
            self.sound = cast(Pcm, fake_pipeline.Sound())
        return self.sound
