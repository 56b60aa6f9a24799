"""Gates against Whisper's inventions: what it writes over silence, noise and music, and its endless repetitions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from recognition.engine.types import Word

# The thresholds of the paper (section 4.5, https://arxiv.org/abs/2212.04356).
NO_SPEECH_PROBABILITY = 0.6
LOG_PROBABILITY = -1.0
COMPRESSION_RATIO = 2.4

MIN_LOG_PROBABILITY = -2.0  # below this it is a guess, however sure it is of hearing speech


@dataclass(frozen=True, slots=True)
class Heard:
    """One passage as Whisper heard it, with what it says about its own certainty."""

    words: Sequence[Word]
    log_probability: float
    no_speech_probability: float
    compression_ratio: float

    @property
    def is_invented(self) -> bool:
        """Whether it is silence, a guess or a loop, rather than speech."""
        unsure = self.log_probability < LOG_PROBABILITY
        return (
            (unsure and self.no_speech_probability > NO_SPEECH_PROBABILITY)
            or self.log_probability < MIN_LOG_PROBABILITY
            or self.compression_ratio > COMPRESSION_RATIO
        )


def kept(passages: Iterable[Heard]) -> list[Word]:
    """The words of the passages that are not inventions, without surrounding blanks; empty ones are dropped."""
    return [word for passage in passages if not passage.is_invented for word in passage.words if word.text]
