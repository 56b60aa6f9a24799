import numpy as np
import torch

from recognition.engine.fusion.speaker import BaselineHead, no_less
from recognition.engine.training.speaker import fit_speaker_baseline, without_speakers

LABELS, DIM, SPEAKERS, CLIPS = 4, 24, 30, 20


class Voices:
    """Maps of an additive world: each emotion and each speaker move them their own way."""

    def __init__(self, seed: int) -> None:
        self.chance = np.random.default_rng(seed)
        self.emotions = self.chance.normal(size=(LABELS, DIM))

    def speaker(self) -> np.ndarray:
        # Along what tells emotions apart: somebody's calm is somebody else's anger.
        offset: np.ndarray = 0.7 * self.chance.normal(size=LABELS) @ self.emotions
        return offset

    def clips(self, speaker: np.ndarray, truth: np.ndarray) -> np.ndarray:
        maps: np.ndarray = self.emotions[truth] + speaker + 0.3 * self.chance.normal(size=(len(truth), DIM))
        return maps


def _trained(voices: Voices) -> tuple[BaselineHead, torch.nn.Linear]:
    """A baseline, and a head that knows no speakers."""
    truth = np.tile(np.arange(CLIPS) % LABELS, SPEAKERS)
    maps = np.concatenate([voices.clips(voices.speaker(), truth[:CLIPS]) for _ in range(SPEAKERS)])
    names = [str(number // CLIPS) for number in range(len(truth))]
    pooled = torch.from_numpy(maps).float()
    own = torch.nn.Linear(DIM, LABELS)
    optimiser = torch.optim.Adam(own.parameters(), lr=0.05)
    for _ in range(200):
        optimiser.zero_grad()
        torch.nn.functional.cross_entropy(own(pooled), torch.from_numpy(truth)).backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    return fit_speaker_baseline(pooled, torch.from_numpy(truth), names, labels=LABELS, seed=1), own


def _right(voices: Voices, baseline: BaselineHead, own: torch.nn.Linear, truth: np.ndarray) -> tuple[float, float]:
    """Shares of right answers for new speakers who show `truth`, without the baseline and with it."""
    without, with_baseline = [], []
    with torch.inference_mode():
        for _ in range(40):
            pooled = torch.from_numpy(voices.clips(voices.speaker(), truth)).float()
            alone, relative = own(pooled), baseline(pooled)
            against = baseline.against(alone, relative, baseline.offset(alone, relative))
            without.append((alone.argmax(1).numpy() == truth).mean())
            with_baseline.append((against.argmax(1).numpy() == truth).mean())
    return float(np.mean(without)), float(np.mean(with_baseline))


def test_a_strangers_emotions_are_read_better_against_the_strangers_own_average() -> None:
    voices = Voices(1)
    without, with_baseline = _right(voices, *_trained(voices), np.arange(60) % LABELS)
    assert with_baseline > without + 0.02


def test_somebody_who_shows_one_emotion_throughout_is_not_read_much_worse() -> None:
    voices = Voices(1)
    baseline, own = _trained(voices)
    shares = [_right(voices, baseline, own, np.full(8, label)) for label in range(LABELS)]
    assert np.mean([with_baseline for _, with_baseline in shares]) > np.mean([without for without, _ in shares]) - 0.1


def test_nobody_in_particular_has_no_offset() -> None:
    baseline = BaselineHead(DIM, LABELS)
    relative = torch.eye(LABELS)
    baseline.means.copy_(relative)
    assert baseline.offset(relative * 50, relative).abs().max() < 1e-3


def test_offsets_do_not_depend_on_how_often_each_emotion_was_recorded() -> None:
    voices = Voices(2)
    truth = np.array([0] * 50 + [1] * 5 + [2] * 5 + [3] * 5 + [0] * 5 + [1] * 50 + [2] * 5 + [3] * 5)
    names = np.array(["mostly 0"] * 65 + ["mostly 1"] * 65)
    level = without_speakers(voices.clips(np.zeros(DIM), truth), truth, names)
    apart = level[(names == "mostly 0") & (truth == 2)].mean(axis=0) - level[(names == "mostly 1") & (truth == 2)].mean(
        axis=0
    )
    assert np.abs(apart).max() < 0.6


def test_the_mean_of_all_segments_serves_where_emotions_are_equally_common_and_only_there() -> None:
    voices = Voices(1)
    baseline, own = _trained(voices)
    alike, one_only = np.arange(60) % LABELS, np.zeros(60, dtype=int)

    def right(truth: np.ndarray) -> float:
        clips = [torch.from_numpy(voices.clips(voices.speaker(), truth)).float() for _ in range(40)]
        with torch.inference_mode():
            return float(
                np.mean([(baseline.centred(baseline(own)).argmax(1).numpy() == truth).mean() for own in clips])
            )

    assert right(alike) > _right(voices, baseline, own, alike)[1]
    assert right(one_only) < _right(voices, baseline, own, one_only)[1]


def test_an_emotion_may_be_named_anew_but_no_share_of_neutral_is_lost() -> None:
    chance = torch.Generator().manual_seed(1)
    own, against = 3 * torch.randn(2, 50, LABELS, generator=chance)
    raised, before = no_less(against, own, 0).softmax(dim=1), against.softmax(dim=1)
    assert torch.allclose(raised[:, 0], torch.maximum(before[:, 0], own.softmax(dim=1)[:, 0]), atol=1e-6)
    emotions = raised[:, 1:] / raised[:, 1:].sum(dim=1, keepdim=True)
    assert torch.allclose(emotions, before[:, 1:] / before[:, 1:].sum(dim=1, keepdim=True), atol=1e-5)
