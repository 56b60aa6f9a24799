import pytest
import torch

from recognition.engine.datasets.base import Utterance
from recognition.engine.fusion.branches import VoiceBranch
from recognition.engine.training.corpus import Clip
from recognition.engine.training.recipe import HeadsRecipe, VoiceRecipe
from recognition.engine.training.voice import voice_outputs
from recognition.engine.training.voice_fit import VoiceCalibration, calibrate, fit_heads
from recognition.engine.types import Quality

LABELS = ("neutral", "happy", "sad")
HEADS = HeadsRecipe(corpora=("made",))
COURSE = VoiceRecipe(corpora=("made",), epochs=1, batch=4)


def _clip(number: int, speaker: str, *, told: bool = True) -> Clip:
    """Each emotion is louder in bands of its own, unless its speaker's clips are not `told` apart by anything."""
    chance = torch.Generator().manual_seed(number)
    frames = -2.0 + 0.5 * torch.randn(30, 64, generator=chance)
    shown = number % 3 if told else int(torch.randint(3, (), generator=chance))
    frames[:, 20 * shown : 20 * (shown + 1)] += 2.0
    utterance = Utterance(id=str(number), labels=(LABELS[number % 3],), speaker=speaker)
    return Clip(utterance, "made", frames.half(), Quality(snr_db=20.0, clipping=0.0, speech_ratio=1.0))


@pytest.fixture(scope="module")
def voice() -> VoiceBranch:
    torch.manual_seed(1)
    branch = VoiceBranch(len(LABELS)).eval()
    clips = [_clip(number, str(number % 4)) for number in range(60)]
    fit_heads(branch, voice_outputs(branch, clips), clips, labels=LABELS, course=COURSE, recipe=HEADS, seed=1)
    return branch


def _calibrated(voice: VoiceBranch, clips: list[Clip]) -> VoiceCalibration:
    return calibrate(voice, clips, clips[:3], LABELS)[1]


def test_everybody_counts_alike_however_often_they_were_recorded(voice: VoiceBranch) -> None:
    plain, unclear = (
        [_clip(n, "plain") for n in range(50, 74)],
        [_clip(n, "unclear", told=False) for n in range(80, 104)],
    )
    once, often = _calibrated(voice, [*plain, *unclear]), _calibrated(voice, [*plain * 4, *unclear])
    alone = _calibrated(voice, plain)
    assert alone.temperature < once.temperature - 0.1, "the unclear one makes a difference"
    assert often.temperature == pytest.approx(once.temperature, abs=1e-3)


def test_doubt_raises_no_certainty(voice: VoiceBranch) -> None:
    fitted = _calibrated(voice, [_clip(number, str(number % 2)) for number in range(50, 74)])
    assert all(weight >= 0 for weight in fitted.doubt.weights.values())
    assert 0.0 <= fitted.conformal <= 1.0
