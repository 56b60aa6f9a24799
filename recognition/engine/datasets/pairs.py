"""Pairs of a voice and a stranger's face that carry one emotion: RAVDESS's voices, FER+'s faces, the same pairs every time.

No set with faces and voices of the same moment is at hand as films. Pairs stand in: each clip of RAVDESS with a face of FER+.
In three of five both show the emotion; else one of them does and the other is neutral, as somebody whose face, or whose voice,
says nothing. Nobody is in two sides: actors of the published fold 1 meet faces of PrivateTest, those of fold 2 PublicTest, all
others Training. In cross-validation, where all actors test, all meet faces of PrivateTest.
"""

import zlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from recognition.engine.datasets import ferplus, ravdess
from recognition.engine.datasets.base import Dataset, Utterance
from recognition.engine.labels import MERGED, NEUTRAL

BOTH, VOICE_ALONE = 0.6, 0.2  # either carries it with p = .75, and one of them always: .5625 and .1875 of .9375
SIDES = ("test", "dev")  # of folds 1 and 2; all other actors are of "train"


def load(folder: Path) -> Dataset:
    """Read `ravdess/` and `ferplus/` below the folder.

    An utterance is a pair: its label is the emotion that the pair carries, its speaker the actor.
    """
    voices = ravdess.load(folder / "ravdess")
    sides = {speaker: side for side, fold in zip(SIDES, voices.folds, strict=False) for speaker in fold}
    return _pairs(voices, ferplus.load(folder / "ferplus"), sides)


def load_for_folds(folder: Path) -> Dataset:
    """The pairs of cross-validation: faces trained every fold's eyes alike, so that all actors meet those that did not."""
    voices = ravdess.load(folder / "ravdess")
    return _pairs(voices, ferplus.load(folder / "ferplus"), {one.speaker: "test" for one in voices.utterances})


def _pairs(voices: Dataset, faces: Dataset, sides: Mapping[str, str]) -> Dataset:
    shown: dict[tuple[str, str], list[Utterance]] = defaultdict(list)
    for face in faces.utterances:
        shown[face.split or "train", face.label].append(face)
    return Dataset(
        name="pairs",
        licence=f"{voices.licence}; {faces.licence}",
        label_map={emotion: emotion for emotion in ravdess.EMOTIONS.values()},
        utterances=tuple(
            _paired(voice, _plain(voice, voices.utterances), sides.get(voice.speaker, "train"), shown)
            for voice in voices.utterances
            if shown
        ),
        folds=voices.folds,
    )


def _paired(
    voice: Utterance, plain: Sequence[Utterance], side: str, shown: dict[tuple[str, str], list[Utterance]]
) -> Utterance:
    """The pair of a clip; `plain` are the neutral clips of its actor, one of which is heard where the face alone carries."""
    lot = _lot(voice.id)
    there = shown[side, voice.label]
    neutral = shown[side, NEUTRAL]
    if not there or (lot < BOTH + VOICE_ALONE and lot >= BOTH):  # a face is never calm: it is neutral then
        return _pair(voice, voice, neutral)
    return _pair(voice, voice if lot < BOTH or not plain else plain[int(lot * 1e6) % len(plain)], there)


def _pair(of: Utterance, heard: Utterance, faces: Sequence[Utterance]) -> Utterance:
    face = faces[zlib.crc32(f"face of {of.id}".encode()) % len(faces)] if faces else None
    return replace(
        of,
        path=heard.path,
        text=None,
        video=None,
        action_units=None,
        picture=None if face is None else face.picture,
    )


def _plain(voice: Utterance, voices: Sequence[Utterance]) -> list[Utterance]:
    if voice.label in (NEUTRAL, *MERGED):
        return []
    return [one for one in voices if one.speaker == voice.speaker and one.label == NEUTRAL]


def _lot(name: str) -> float:
    """From 0 to 1, the same for the same name."""
    return zlib.crc32(name.encode()) / 2**32
