from pathlib import Path
from typing import Any

import pytest
import torch

from recognition.engine.errors import UnknownComponentError
from recognition.engine.features.base import EXTRACTORS, open_extractor
from recognition.engine.testing import silence, tone
from tests.engine.features.published import write_emotion2vec

TINY_WHISPER = Path(__file__).parents[2] / "fixtures" / "tiny-whisper.pt"
ARGUMENTS: dict[str, dict[str, Any]] = {"whisper-encoder": {"whisper": str(TINY_WHISPER)}}


@pytest.mark.parametrize("name", EXTRACTORS)
def test_every_extractor_gives_finite_frames_and_survives_too_little_sound(name: str, tmp_path: Path) -> None:
    own = {"weights": str(write_emotion2vec(tmp_path))} if name == "emotion2vec" else ARGUMENTS.get(name, {})
    extract = open_extractor(name, **own)
    frames = extract(tone(1.0))
    assert frames.ndim == 2
    assert len(frames) > 40
    assert frames.dtype == torch.float32
    assert bool(frames.isfinite().all())
    assert extract(silence(0.0)).shape == (0, frames.shape[1])


def test_an_unknown_feature_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownComponentError, match="log-mel") as refused:
        open_extractor("cochlea")
    assert refused.value.code == "unknown_feature"
