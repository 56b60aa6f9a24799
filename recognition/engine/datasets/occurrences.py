"""How often each emotion occurs in a data set: over all, and by split, sex, language and fold."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from recognition.engine.datasets.base import Dataset, Utterance
from recognition.engine.labels import EMOTIONS

FACETS = ("split", "sex", "language", "fold")
UNKNOWN = "unknown"

Counts = Mapping[str, Mapping[str, int]]
"""A facet's value, then an emotion, to how many utterances have both."""


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Counts of a data set. An utterance with several labels counts under each of them.

    Args:
        emotions: those that occur, in the vocabulary's order.
        total: utterances by emotion.
        facets: the same, apart by each facet that has more than one value here.
    """

    dataset: str
    licence: str
    label_map: Mapping[str, str]
    utterances: int
    speakers: int
    streams: tuple[str, ...]
    emotions: tuple[str, ...]
    total: Mapping[str, int]
    facets: Mapping[str, Counts]

    def to_json(self) -> dict[str, Any]:
        return {
            "dataset": self.dataset,
            "licence": self.licence,
            "label_map": dict(self.label_map),
            "utterances": self.utterances,
            "speakers": self.speakers,
            "streams": list(self.streams),
            "total": dict(self.total),
            **{facet: {value: dict(counts) for value, counts in by.items()} for facet, by in self.facets.items()},
        }


def occurrences(dataset: Dataset) -> Occurrences:
    """Count a data set's emotions."""
    total = Counter(label for utterance in dataset.utterances for label in utterance.labels)
    emotions = tuple(emotion for emotion in EMOTIONS if total[emotion])
    facets = {facet: _by(facet, dataset, emotions) for facet in FACETS}
    return Occurrences(
        dataset=dataset.name,
        licence=dataset.licence,
        label_map=dataset.label_map,
        utterances=len(dataset.utterances),
        speakers=len({utterance.speaker for utterance in dataset.utterances if utterance.speaker}),
        streams=dataset.streams,
        emotions=emotions,
        total=_ordered(total, emotions),
        facets={facet: counts for facet, counts in facets.items() if len(counts) > 1},
    )


def _by(facet: str, dataset: Dataset, emotions: Iterable[str]) -> Counts:
    fold_of = {speaker: str(number) for number, fold in enumerate(dataset.folds, start=1) for speaker in fold}
    counters: dict[str, Counter[str]] = {}
    for utterance in dataset.utterances:
        counters.setdefault(_value(facet, utterance, fold_of), Counter()).update(utterance.labels)
    return {value: _ordered(counters[value], emotions) for value in sorted(counters, key=_place)}


def _value(facet: str, utterance: Utterance, fold_of: Mapping[str, str]) -> str:
    value = fold_of.get(utterance.speaker) if facet == "fold" else getattr(utterance, facet)
    return value or UNKNOWN


def _place(value: str) -> tuple[int, str]:
    order = ("train", "dev", "test")
    return (order.index(value) if value in order else len(order) + (value == UNKNOWN), value)


def _ordered(counts: Mapping[str, int], emotions: Iterable[str]) -> dict[str, int]:
    return {emotion: counts.get(emotion, 0) for emotion in emotions}
