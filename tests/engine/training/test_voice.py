from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from recognition.engine.datasets.base import Utterance
from recognition.engine.fusion.branches import VoiceBranch
from recognition.engine.training.corpus import Clip, Split
from recognition.engine.training.curves import Epoch
from recognition.engine.training.recipe import VoiceRecipe
from recognition.engine.training.voice import train_voice, voice_outputs
from recognition.engine.types import Quality

LABELS = ("neutral", "happy")
RECIPE = VoiceRecipe(corpora=("made",), epochs=6, batch=4, average_epochs=2, learning_rate=1e-3, dropout=0.1)


def _clip(number: int) -> Clip:
    """Happy is bright: its upper bands are louder."""
    chance = torch.Generator().manual_seed(number)
    frames = -2.0 + 0.3 * torch.randn(40 + number, 64, generator=chance)
    happy = number % 2 == 1
    frames[:, 32 if happy else 0 : 64 if happy else 32] += 2.0
    utterance = Utterance(id=str(number), labels=(LABELS[happy],), speaker=str(number % 4))
    return Clip(utterance, "made", frames.half(), Quality(snr_db=20.0, clipping=0.0, speech_ratio=1.0))


@pytest.fixture(scope="module")
def split() -> Split:
    return Split(train=[_clip(n) for n in range(16)], calibration=[_clip(n) for n in range(20, 24)], test=[])


class Killed(Exception):
    pass


def _kill_after(epochs: int, epoch: Epoch) -> None:
    if epoch.epoch == epochs:
        raise Killed


def test_it_learns_what_tells_the_emotions_apart(split: Split) -> None:
    model, epochs = train_voice(split, labels=LABELS, recipe=RECIPE, seed=1, device="cpu", report=lambda _: None)
    heard = [_clip(number) for number in range(30, 38)]
    assert voice_outputs(model, heard).logits.argmax(dim=1).tolist() == [0, 1] * 4
    assert [epoch.epoch for epoch in epochs] == [1, 2, 3, 4, 5, 6]
    assert epochs[-1].train_loss < epochs[0].train_loss


def test_a_killed_run_goes_on_and_ends_where_it_would_have_ended(split: Split, tmp_path: Path) -> None:
    recipe, file = replace(RECIPE, epochs=3), tmp_path / "epochs.pt"
    whole, _ = train_voice(split, labels=LABELS, recipe=recipe, seed=1, device="cpu", report=lambda _: None)
    with pytest.raises(Killed):
        train_voice(
            split,
            labels=LABELS,
            recipe=recipe,
            seed=1,
            device="cpu",
            report=lambda epoch: _kill_after(2, epoch),
            progress_file=file,
        )
    reported: list[Epoch] = []
    resumed, epochs = train_voice(
        split, labels=LABELS, recipe=recipe, seed=1, device="cpu", report=reported.append, progress_file=file
    )
    assert [epoch.epoch for epoch in reported] == [3]
    assert [epoch.epoch for epoch in epochs] == [1, 2, 3]
    for name, tensor in whole.state_dict().items():
        torch.testing.assert_close(resumed.state_dict()[name], tensor, rtol=1e-3, atol=1e-3)


def test_what_is_kept_of_the_start_is_that_share_of_the_way_back(split: Split) -> None:
    begun, _ = train_voice(split, labels=LABELS, recipe=RECIPE, seed=1, device="cpu", report=lambda _: None)
    start = {name: tensor.clone() for name, tensor in begun.state_dict().items()}

    def gone_on(keep: float) -> torch.Tensor:
        recipe = replace(RECIPE, epochs=2, keep=keep)
        model, _ = train_voice(
            split, labels=LABELS, recipe=recipe, seed=2, device="cpu", report=lambda _: None, start=start
        )
        return model.head.weight.detach()

    new, blend = gone_on(0.0), gone_on(0.25)
    assert not torch.allclose(new, start["head.weight"])
    torch.testing.assert_close(blend, 0.75 * new + 0.25 * start["head.weight"], rtol=1e-3, atol=1e-4)


def test_a_frozen_trunk_makes_of_sound_what_it_did_and_its_head_learns_what_to_make_of_that(split: Split) -> None:
    def trained(start: Mapping[str, torch.Tensor] | None, recipe: VoiceRecipe) -> VoiceBranch:
        model, _ = train_voice(
            split, labels=LABELS, recipe=recipe, seed=1, device="cpu", report=lambda _: None, start=start
        )
        return model

    before = trained(None, replace(RECIPE, epochs=2))
    trunk = {name: tensor for name, tensor in before.state_dict().items() if name.startswith("trunk.")}
    after = trained(trunk, replace(RECIPE, frozen=True))
    heard = [_clip(number) for number in range(30, 38)]
    pooled, said = voice_outputs(before, heard).pooled, voice_outputs(after, heard)
    assert pooled is not None
    assert said.pooled is not None
    assert torch.equal(said.pooled, pooled)
    assert not torch.equal(after.trunk.embedding.weight, before.trunk.embedding.weight)
    assert said.logits.argmax(dim=1).tolist() == [0, 1] * 4
