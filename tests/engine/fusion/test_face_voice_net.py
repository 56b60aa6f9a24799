"""The three ways in which a face and a voice meet."""

import pytest
import torch

from recognition.engine.features.mfcc import COEFFICIENTS
from recognition.engine.fusion.face_voice_net import (
    FACE_BETWEEN,
    FUSIONS,
    MAPS,
    PICTURES,
    VOICE_BETWEEN,
    FaceVoiceNet,
    IntermediateAttention,
)

LABELS, BATCH, FRAMES = 8, 2, 300
EVERY = pytest.mark.parametrize("fusion", FUSIONS)


def net_of(fusion: str, **options: int) -> FaceVoiceNet:
    torch.manual_seed(1)
    return FaceVoiceNet(LABELS, fusion=fusion, **options).eval()


def voice(frames: int = FRAMES) -> torch.Tensor:
    return torch.randn(BATCH, COEFFICIENTS, frames, generator=torch.Generator().manual_seed(1))


def face() -> torch.Tensor:
    return torch.randn(BATCH, MAPS, PICTURES, generator=torch.Generator().manual_seed(2))


@EVERY
@pytest.mark.parametrize("num_heads", [1, 4])
def test_each_stream_and_both_together_answer(fusion: str, num_heads: int) -> None:
    answer = net_of(fusion, num_heads=num_heads)(voice(), face())
    assert all(logits.shape == (BATCH, LABELS) for logits in answer)


@EVERY
def test_a_stream_by_itself_is_the_same_whatever_the_other_shows(fusion: str) -> None:
    net = net_of(fusion)
    seen, unseen = net(voice(), face()), net(voice(), torch.zeros_like(face()))
    assert torch.equal(seen.voice, unseen.voice)
    assert not torch.allclose(seen.fused, unseen.fused)


@EVERY
def test_both_streams_count_in_the_fused_answer(fusion: str) -> None:
    heard, seen = voice().requires_grad_(), face().requires_grad_()
    by_voice, by_face = torch.autograd.grad(net_of(fusion).together(heard, seen).sum(), (heard, seen))
    assert by_voice.abs().sum() > 0
    assert by_face.abs().sum() > 0


@EVERY
def test_voices_of_any_length_are_read_with_any_stride(fusion: str) -> None:
    net = net_of(fusion, pool_stride=2)
    assert net.together(voice(96), face()).shape == net.together(voice(500), face()).shape == (BATCH, LABELS)


def test_attention_only_weighs_moments_and_mixes_nothing() -> None:
    fusion = IntermediateAttention(num_heads=4)
    heard, seen = torch.rand(BATCH, VOICE_BETWEEN, 40) + 0.1, torch.rand(BATCH, FACE_BETWEEN, PICTURES) + 0.1
    for before, after in zip((heard, seen), fusion.between(heard, seen), strict=True):
        weights = after / before  # each moment of a stream by one number, whatever the channel
        assert torch.allclose(weights, weights[:, :1].expand_as(weights), atol=1e-5)
        assert torch.allclose(weights[:, 0].mean(dim=1), torch.ones(BATCH), atol=1e-5)


def test_even_attention_leaves_a_stream_as_it_is() -> None:
    fusion = IntermediateAttention(num_heads=1)
    heard, seen = torch.rand(BATCH, VOICE_BETWEEN, 40), torch.zeros(BATCH, FACE_BETWEEN, PICTURES)
    after, _ = fusion.between(heard, seen)
    assert torch.allclose(after, heard, atol=1e-5)


def test_in_the_late_fusion_a_stream_is_what_it_finds_in_the_other() -> None:
    net = net_of("lt")
    heard, seen = net.voice_after(net.voice_before(voice())), net.face_after(net.face_before(face()))
    found, _ = net.fusion.after(heard, torch.zeros_like(seen))
    assert torch.allclose(
        found, found[:, :, :1].expand_as(found), atol=1e-5
    )  # nothing there: the same for every moment


def test_voices_are_brought_to_the_scale_of_training() -> None:
    net = net_of("ia")
    net.mean.fill_(3.0)
    net.deviation.fill_(2.0)
    assert torch.equal(net.scaled(torch.full((1, 10, COEFFICIENTS), 5.0)), torch.ones(1, COEFFICIENTS, 10))
