"""How well the whole reading of a recording tells what share of it was spoken in which emotion, by way of weighting.

Run: python -m benchmarks.overall_mixtures --data DATA [--side dev|test] [--segments 8 40] [--kept FILE]

Clips of one speaker whom the shipped weights have not heard, and plain read speech, are joined into recordings with known
shares: neutral from none to almost all of it, the rest one or two emotions. Each clip is also there spoilt (noise,
clipping, a narrow band), as some segments of real recordings are. Printed for each way of putting segments together: the
mean absolute difference between shares told and true ones (of time), by how much neutral is told too little, how often the
emotion that prevails is named, how often the true share of an emotion, there or not, lies in the 90 % interval, and how
often the prevailing one is in the prediction set, and that set's size.
`dev` is the calibration speakers, on whom a weighting may be chosen; `test` those on whom it is reported.
"""

import argparse
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import log
from pathlib import Path
from typing import Any

import numpy as np

from recognition.engine.datasets.base import Utterance, load_dataset
from recognition.engine.evaluation.evaluate import choose, say
from recognition.engine.fusion.cards import checkpoint_folder, read_card
from recognition.engine.fusion.uncertainty import SHARED_ERROR, Z_90, in_company
from recognition.engine.fusion.voice_words import VoiceWordsModel
from recognition.engine.labels import project
from recognition.engine.training.corpus import speech_features
from recognition.engine.training.damage import damaged

ACTED, PLAIN = ("ravdess", "emodb", "nemo"), "asr"
KINDS = ("noise", "clipping", "narrow band")
CLIPS_OF_ONE_EMOTION = 8
LONGEST_S = 15.0  # of a segment
RECORDINGS = 60  # of each speaker and share
NEUTRAL_SHARES = (0.0, 0.25, 0.5, 0.75, 0.9)
SPOILT_SHARE = 0.4
THRESHOLD = float(read_card(checkpoint_folder("voice-words"))["calibration"]["conformal"]["fused"])


@dataclass(frozen=True, slots=True)
class Read:
    """A clip as one segment: what it is, and what the model made of it."""

    speaker: str
    label: int
    duration_s: float
    spoilt: bool
    scores: list[float]
    doubt: float


Told = tuple[np.ndarray, np.ndarray]
"""What a way of putting segments together makes of them: weights (segments,), and scores (segments, labels) to be weighed."""

Way = Callable[[np.ndarray, np.ndarray, np.ndarray], Told]
"""Scores (segments, labels), doubt and seconds (segments,) -> what is told."""


def main() -> None:
    """Print a row for each way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--side", default="dev", choices=("dev", "test"))
    parser.add_argument(
        "--segments", type=int, nargs=2, default=(8, 40), metavar=("LEAST", "MOST"), help="in a recording"
    )
    parser.add_argument("--kept", type=Path, help="file that what the model made of the clips is kept in")
    options = parser.parse_args()
    segments = _kept(options.kept, options.data, options.side)
    print(f"{'':34} {'clean':>40} {'some segments spoilt':>40}")
    print(f"{'':34} {2 * '   error neutral   named inside in set size'}")
    recordings = [list(_recordings(segments, options.segments, spoilt)) for spoilt in (0.0, SPOILT_SHARE)]
    for name, way in WAYS.items():
        print(f"{name:34} {' '.join(_row(each, way) for each in recordings)}")


def _row(recordings: Sequence[list[Read]], way: Way) -> str:
    """Error of shares, neutral told too little, prevailing emotion named, shares inside their interval, and in the set."""
    true = np.array([_true_shares(read) for read in recordings])
    told = [_overall(read, way) for read in recordings]
    given, low, high = (np.array([each[part] for each in told]) for part in range(3))
    inside = (true >= low - 1e-9) & (true <= high + 1e-9)
    prevails = true.argmax(axis=1)
    members = given >= np.minimum(THRESHOLD, given.max(axis=1))[:, None]
    figures = (
        np.abs(true - given).mean(),
        (true - given)[:, 0].mean(),
        (prevails == given.argmax(axis=1)).mean(),
        inside.mean(),
        members[np.arange(len(true)), prevails].mean(),
        members.sum(axis=1).mean(),
    )
    return "{:8.4f} {:+7.3f} {:7.3f} {:6.3f} {:6.3f} {:4.2f}".format(*figures)


def _overall(read: Sequence[Read], way: Way) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Shares and their 90 % interval, as `fusion.uncertainty` makes it."""
    scores = np.array([each.scores for each in read])
    weights, values = way(scores, np.array([each.doubt for each in read]), np.array([each.duration_s for each in read]))
    shares = weights @ values / weights.sum()
    spread = np.square(weights[:, None] * (values - shares)).sum(axis=0)
    unsure = np.square(weights) @ (values * (1.0 - values))
    alone = (len(read) / (len(read) - 1) * spread + unsure) / weights.sum() ** 2
    margin = Z_90 * np.sqrt(alone + SHARED_ERROR * shares * (1.0 - shares))
    return shares, shares - margin, shares + margin


def _sureness(scores: np.ndarray) -> np.ndarray:
    spread: np.ndarray = -(scores * np.log(scores.clip(1e-9))).sum(axis=1)
    return np.asarray(1.0 - spread / log(scores.shape[1]))


def _length_alone(scores: np.ndarray, _doubt: np.ndarray, seconds: np.ndarray) -> Told:
    return seconds, scores


def _by_entropy(least: float, power: float) -> Way:
    def way(scores: np.ndarray, _doubt: np.ndarray, seconds: np.ndarray) -> Told:
        return seconds * (least + (1.0 - least) * _sureness(scores)) ** power, scores

    return way


def _by_doubt(power: float) -> Way:
    def way(scores: np.ndarray, doubt: np.ndarray, seconds: np.ndarray) -> Told:
        return seconds * doubt**-power, scores

    return way


def _present(scores: np.ndarray, _doubt: np.ndarray, seconds: np.ndarray) -> Told:
    return seconds * _sureness(scores).clip(0.1), scores


def _in_company(prior: float, power: float = 1.0) -> Way:
    """Each segment read once more, with the others' emotions for an expectation."""

    def way(scores: np.ndarray, _doubt: np.ndarray, seconds: np.ndarray) -> Told:
        weights, again = seconds / seconds.mean(), scores
        for _ in range(30):
            counts = weights[:, None] * again
            expected = prior + counts.sum(axis=0) - counts
            again = scores * (expected / expected.sum(axis=1, keepdims=True)) ** power
            again = again / again.sum(axis=1, keepdims=True)
        return seconds, again

    return way


def _shipped(scores: np.ndarray, _doubt: np.ndarray, seconds: np.ndarray) -> Told:
    labels = [str(number) for number in range(scores.shape[1])]
    read = in_company([dict(zip(labels, own, strict=True)) for own in scores.tolist()], seconds.tolist())
    return seconds, np.array([list(own.values()) for own in read])


WAYS: Mapping[str, Way] = {
    "length alone": _length_alone,
    "1 - entropy, at least .1": _present,
    "half, half 1 - entropy": _by_entropy(0.5, 1.0),
    "1 - entropy, squared": _by_entropy(0.0, 2.0),
    "1 / doubt": _by_doubt(1.0),
    "1 / doubt, to the fourth": _by_doubt(4.0),
    "in company, as it ships": _shipped,
    **{f"in company, prior {prior:g}": _in_company(prior) for prior in (0.3, 3.0)},
    "in company, prior 1, half of it": _in_company(1.0, 0.5),
}


def _true_shares(read: Sequence[Read]) -> np.ndarray:
    shares = np.zeros(len(read[0].scores))
    for each in read:
        shares[each.label] += each.duration_s
    return np.asarray(shares / shares.sum())


def _recordings(segments: Sequence[Read], lengths: tuple[int, int], spoilt_share: float) -> Iterator[list[Read]]:
    """Of each speaker, with each share of neutral; the plain read clips are anybody's neutral."""
    chance = np.random.default_rng(1)
    plain = [each for each in segments if each.speaker.startswith(f"{PLAIN}/")]
    for speaker in sorted({each.speaker for each in segments} - {each.speaker for each in plain}):
        own = [each for each in segments if each.speaker == speaker]
        emotions = sorted({each.label for each in own} - {0})
        for share in NEUTRAL_SHARES:
            for _ in range(RECORDINGS):
                shown = chance.choice(emotions, size=int(chance.integers(1, 3)), replace=False)
                neutral = [each for each in own if each.label == 0] + plain
                emotional = [each for each in own if each.label in shown]
                yield [
                    _drawn(neutral if chance.uniform() < share else emotional, spoilt_share, chance)
                    for _ in range(int(chance.integers(lengths[0], lengths[1] + 1)))
                ]


def _drawn(pool: Sequence[Read], spoilt_share: float, chance: np.random.Generator) -> Read:
    spoilt = bool(chance.uniform() < spoilt_share)
    fitting = [each for each in pool if each.spoilt == spoilt]
    return fitting[int(chance.integers(len(fitting)))]


def _kept(file: Path | None, data: Path, side: str) -> list[Read]:
    if file is not None and file.is_file():
        return [Read(**each) for each in json.loads(file.read_text(encoding="utf-8"))]
    segments = list(_read(data, side))
    if file is not None:
        file.write_text(json.dumps([asdict(each) for each in segments]), encoding="utf-8")
    return segments


def _read(data: Path, side: str) -> Iterator[Read]:
    model, chance = VoiceWordsModel.load(checkpoint_folder("voice-words")), np.random.default_rng(1)
    for name in (*ACTED, PLAIN):
        source = load_dataset(name, data / name)
        chosen = choose(source, model.card, "test" if name == PLAIN else side)
        for number, utterance in enumerate(_few(chosen, model)):
            kind = KINDS[number % len(KINDS)]
            changes = (None, lambda cut, kind=kind: damaged(cut, kind, chance))
            for change in changes:
                frames, quality = speech_features(utterance, model.extract, change)
                if frames.shape[0] / model.frames_per_s <= LONGEST_S:
                    yield _segment(name, model, utterance, (frames, quality), spoilt=change is not None)


def _few(utterances: Sequence[Utterance], model: VoiceWordsModel) -> list[Utterance]:
    """The first of each speaker and emotion."""
    taken: dict[Any, list[Utterance]] = {}
    for utterance in utterances:
        if project(utterance.label, model.labels) is not None:
            taken.setdefault((utterance.speaker, utterance.label), []).append(utterance)
    return [utterance for several in taken.values() for utterance in several[:CLIPS_OF_ONE_EMOTION]]


def _segment(corpus: str, model: VoiceWordsModel, utterance: Utterance, heard: Any, *, spoilt: bool) -> Read:
    said = say(model, utterance, heard)
    if said.fused is None or said.evidence is None:
        raise ValueError(f"{utterance.id} has no voice")
    return Read(
        speaker=f"{corpus}/{utterance.speaker}",
        label=model.labels.index(project(utterance.label, model.labels) or ""),
        duration_s=heard[0].shape[0] / model.frames_per_s,
        spoilt=spoilt,
        scores=said.fused.tolist(),
        doubt=said.evidence.doubt.factor,
    )


if __name__ == "__main__":
    main()
