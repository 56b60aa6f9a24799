import pytest
import torch

from recognition.engine.features.base import EXTRACTORS, Extractor
from recognition.engine.registry import resolve
from recognition.engine.testing import silence, tone


@pytest.mark.parametrize("name", EXTRACTORS)
def test_every_extractor_gives_finite_frames_and_survives_too_little_sound(name: str) -> None:
    extract: Extractor = resolve(EXTRACTORS, name, kind="feature")
    frames = extract(tone(1.0))
    assert frames.ndim == 2
    assert frames.dtype == torch.float32
    assert bool(frames.isfinite().all())
    assert extract(silence(0.0)).shape == (0, frames.shape[1])
