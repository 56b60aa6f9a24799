"""What is left of a batch whose streams are dropped."""

import pytest
import torch

from recognition.engine.training.modality_dropout import MASKS

BATCH = 5
VOICE, FACE = torch.rand(BATCH, 20, 30) + 0.5, torch.rand(BATCH, 15, 3, 4, 4) + 0.5


def copies(mask: str) -> list[tuple[torch.Tensor, torch.Tensor]]:
    voice, face, told_by = MASKS[mask](VOICE, FACE, torch.Generator().manual_seed(1))
    return list(zip(voice.chunk(len(told_by)), face.chunk(len(told_by)), strict=True))


def test_a_copy_is_told_by_the_streams_that_it_has() -> None:
    for mask in MASKS:
        masked = MASKS[mask](VOICE, FACE, torch.Generator())
        for told_by, voice, face in zip(masked.told_by, masked.voice.chunk(4), masked.face.chunk(4), strict=False):
            if mask == "softhard":
                assert told_by == ("voice" if not face.any() else "face" if not voice.any() else "fused")


def test_softhard_shows_everything_then_fainter_then_each_stream_alone() -> None:
    whole, faint, unheard, unseen = copies("softhard")
    assert torch.equal(whole[0], VOICE)
    assert torch.equal(whole[1], FACE)
    assert not unheard[0].any()
    assert torch.equal(unheard[1], FACE)
    assert torch.equal(unseen[0], VOICE)
    assert not unseen[1].any()
    heard = (faint[0] / VOICE).flatten(1)[:, 0]
    seen = (faint[1] / FACE).flatten(1)[:, 0]
    assert torch.allclose(heard + seen, torch.ones(BATCH), atol=1e-5)
    assert heard.std() > 0  # each example by a share of its own


def test_noise_takes_the_place_of_one_stream_at_a_time() -> None:
    whole, unheard, unseen = copies("noise")
    assert torch.equal(whole[0], VOICE)
    assert torch.equal(unheard[1], FACE)
    assert torch.equal(unseen[0], VOICE)
    for given in (unheard[0], unseen[1]):
        assert abs(float(given.mean())) < 0.2
        assert float(given.std()) == pytest.approx(1.0, abs=0.2)


def test_without_dropout_nothing_happens() -> None:
    ((voice, face),) = copies("nodropout")
    assert torch.equal(voice, VOICE)
    assert torch.equal(face, FACE)
