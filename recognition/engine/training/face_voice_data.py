"""What `face-voice-*` trains on: voices and faces of the same moment, or of strangers that carry the same emotion."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from recognition.engine.datasets.base import Dataset, Utterance, load_dataset
from recognition.engine.datasets.prepared import Pictures, read_pictures
from recognition.engine.errors import DatasetError
from recognition.engine.features.efficient_face import EfficientFace, prepared
from recognition.engine.fusion.face_voice import moments
from recognition.engine.labels import NEUTRAL, project
from recognition.engine.training.augment import AUGMENTATIONS
from recognition.engine.training.corpus import (
    Clip,
    Features,
    dealt,
    fold_count,
    labelled,
    load_clips,
    split_clips,
    targets,
)
from recognition.engine.training.device import mixed_precision
from recognition.engine.training.face_films import films_of, turned
from recognition.engine.training.face_voice_recipe import NO_AUGMENTATION, FaceVoiceNetRecipe
from recognition.engine.training.pairs import carriers, pick
from recognition.engine.training.stages import Stages
from recognition.engine.training.takes import with_takes

Report = Callable[[str], None]
READ_AT_ONCE = 16  # films
TABLES = ("annotations.csv", "manifest.csv")
DATA_SEED = 1  # views are data: the same for every seed of a run


@dataclass(frozen=True, slots=True)
class Side:
    """Voices and faces of one use.

    Args:
        clips: the voices.
        heard: their label numbers, (clips,).
        shown: the faces, as what EfficientFace makes of them, (faces, views, 1024, pictures), or as prepared grey pictures
            for one that learns, (faces, 1, pictures, side, side).
        seen: their label numbers, (faces,).
    """

    clips: list[Clip]
    heard: Tensor
    shown: Tensor
    seen: Tensor


class Drawn(NamedTuple):
    """A batch: numbers of clips and of faces, and what label voice, face and both together have, each (batch,)."""

    clips: Tensor
    faces: Tensor
    voice: Tensor
    face: Tensor
    fused: Tensor


def batches(
    side: Side, labels: Sequence[str], recipe: FaceVoiceNetRecipe, chance: torch.Generator, count: int | None = None
) -> Iterator[Drawn]:
    """An epoch: every utterance once, or as many latent pairs as the recipe says.

    Args:
        count: how many pairs, in place of the recipe's.
    """
    if recipe.pairing == "real":
        for rows in torch.split(torch.randperm(len(side.heard), generator=chance), recipe.batch):
            yield Drawn(rows, rows, side.heard[rows], side.seen[rows], side.heard[rows])
        return
    for _ in range(max(1, (count or recipe.pairs) // recipe.batch)):
        yield latent(side, labels, recipe, recipe.batch, chance)


def latent(side: Side, labels: Sequence[str], recipe: FaceVoiceNetRecipe, count: int, chance: torch.Generator) -> Drawn:
    """Choose an emotion, then a voice and a face that carry it, or are neutral; never both neutral unless it is neutral.

    A stream in which nobody shows the emotion, as no face is calm, is neutral, and the other one carries it.
    """
    neutral = labels.index(NEUTRAL)
    can_hear, can_see = (torch.bincount(truth, minlength=len(labels)) > 0 for truth in (side.heard, side.seen))
    there = torch.tensor([number for number in (can_hear | can_see).nonzero().flatten().tolist() if number != neutral])
    emotion = there[torch.randint(0, len(there), (count,), generator=chance)]
    emotion = torch.where(torch.rand(count, generator=chance) < recipe.neutral, neutral, emotion)
    hears, sees = carriers(count, (recipe.voice_carries, recipe.face_carries), chance)
    hears, sees = hears & can_hear[emotion], sees & can_see[emotion]
    neither = ~hears & ~sees
    hears, sees = hears | (neither & can_hear[emotion]), sees | (neither & ~can_hear[emotion])
    voice, face = torch.where(hears, emotion, neutral), torch.where(sees, emotion, neutral)
    return Drawn(pick(side.heard, voice, chance), pick(side.seen, face, chance), voice, face, emotion)


def speech(
    recipe: FaceVoiceNetRecipe, labels: Sequence[str], *, data: Path, cache: Path, fold: int, report: Report
) -> tuple[list[Dataset], dict[str, list[Clip]]]:
    """The corpora, and their clips by split."""
    loaded = [load_dataset(name, corpus_path(name, data)) for name in recipe.corpora]
    datasets = [dealt(one, fold, of=fold_count(loaded)) for one in loaded]
    takes = 0 if recipe.augmentation == NO_AUGMENTATION else AUGMENTATIONS[recipe.augmentation].takes
    clips = [
        clip
        for dataset in datasets
        for clip in with_takes(
            load_clips(dataset, cache / "features", report), takes, cache / "features", report, Features()
        )
    ]
    return datasets, split_clips(labelled(clips, labels)).sides()


def corpus_path(name: str, data: Path) -> Path:
    """Where a data set is below `data`: a folder of its name; `manifest` is one of `TABLES` there, or `data` itself.

    Raises:
        DatasetError: when `data` holds none of them.
    """
    if name != "manifest":
        return data / name
    if not data.is_dir():
        return data
    table = next((data / own for own in TABLES if (data / own).is_file()), None)
    if table is None:
        raise DatasetError(f"There is no {' or '.join(TABLES)} in {data}.", code="dataset_error")
    return table


def of_films(clips: Sequence[Clip], labels: Sequence[str], eyes: "Eyes") -> Side:
    """Clips and their own faces; those without one are left out.

    Raises:
        DatasetError: when none has a face.
    """
    faced = [clip for clip in clips if clip.utterance.faces is not None]
    if not faced:
        raise DatasetError(
            "No utterance has pictures of its face: emotion extract-faces and emotion annotate come first, and the recipe's "
            'corpus is "manifest".',
            code="dataset_error",
        )
    truth = torch.from_numpy(targets(faced, labels))
    return Side(faced, truth, eyes.films([clip.utterance for clip in faced]), truth)


def of_strangers(
    clips: list[Clip], faces: Sequence[Utterance], labels: Sequence[str], eyes: "Eyes", *, each: int | None, views: int
) -> Side:
    """Clips, and still faces as films; `each` caps the faces of an emotion.

    Raises:
        DatasetError: when there are no faces.
    """
    chosen = balanced(faces, labels, each)
    if not chosen or not clips:
        raise DatasetError("There are no faces, or no voices, whose emotion the labels name.", code="dataset_error")
    seen = torch.tensor([labels.index(project(face.label, labels) or "") for face in chosen])
    return Side(clips, torch.from_numpy(targets(clips, labels)), eyes.stills(chosen, views), seen)


def balanced(faces: Sequence[Utterance], labels: Sequence[str], each: int | None) -> list[Utterance]:
    """At most so many of each emotion that the labels name, the same ones every time."""
    order = np.random.default_rng(DATA_SEED).permutation(len(faces))
    by_label: dict[str, list[Utterance]] = {label: [] for label in labels}
    for number in order:
        label = project(faces[number].label, labels)
        if label is not None and faces[number].picture is not None:
            by_label[label].append(faces[number])
    return [face for own in by_label.values() for face in own[:each]]


@dataclass(frozen=True, slots=True)
class Eyes:
    """What turns pictures into what the net takes, once, and keeps it.

    Args:
        net: EfficientFace; None where it learns, too, and takes prepared pictures.
        sha256: of its weights.
    """

    net: EfficientFace | None
    sha256: str
    recipe: FaceVoiceNetRecipe
    stages: Stages
    report: Report

    def films(self, utterances: Sequence[Utterance]) -> Tensor:
        """Prepared faces of films: the first view as they are, the others turned and mirrored."""
        names = [str(one.faces) for one in utterances]
        sizes = [one.faces.stat().st_size for one in utterances if one.faces is not None]

        def make() -> dict[str, Tensor]:
            self.report(f"looking at {len(utterances)} films")
            views = 1 if self.net is None else self.recipe.views
            return {"shown": torch.stack([torch.stack(list(self._views(one, views))) for one in utterances])}

        return self._kept("films", (names, sizes), make)

    def stills(self, faces: Sequence[Utterance], views: int) -> Tensor:
        """Still faces as films, each in as many ways as there are views."""
        pictures = np.stack([face.picture.array() for face in faces if face.picture is not None])

        def make() -> dict[str, Tensor]:
            self.report(f"looking at {len(faces)} faces, {views} times each")
            grey = torch.from_numpy(pictures)
            with torch.random.fork_rng():
                torch.manual_seed(DATA_SEED)
                shown = [self._filmed(part) for part in torch.split(grey.repeat_interleave(views, dim=0), READ_AT_ONCE)]
            every = torch.cat(shown)
            return {"shown": every.reshape(len(faces), views, *every.shape[1:])}

        return self._kept("stills", ([face.id for face in faces], views), make)

    def _kept(self, name: str, decided_by: object, make: Callable[[], dict[str, Tensor]]) -> Tensor:
        learns, sizes = self.net is None, (self.recipe.sample_size, self.recipe.sample_duration)
        views = (self.recipe.views,)
        kept: Tensor = self.stages.kept(name, (decided_by, self.sha256, learns, sizes, views), make)["shown"]
        return kept

    def _views(self, utterance: Utterance, views: int) -> Iterator[Tensor]:
        if utterance.faces is None:
            raise ValueError(f"utterance {utterance.id} has no pictures")
        pictures = read_pictures(utterance.faces)
        chosen = pictures[moments(len(pictures), self.recipe.sample_duration)]
        grey = self._prepared(chosen)
        if self.net is None:
            yield grey
            return
        yield self._maps(grey)
        with torch.random.fork_rng():
            torch.manual_seed(DATA_SEED + len(utterance.id))
            for _ in range(views - 1):
                yield self._maps(turned(grey.float().unsqueeze(0))[0])

    def _filmed(self, grey: Tensor) -> Tensor:
        """Still faces (n, 48, 48) -> what the net takes of a film of each, (n, 1024, pictures)."""
        films = films_of(grey, self.recipe.sample_duration)
        return torch.stack([self._maps(self._prepared(film.numpy()[..., None].repeat(3, axis=3))) for film in films])

    def _prepared(self, pictures: Pictures) -> Tensor:
        """Pictures -> one channel of what EfficientFace takes, (n, side, side), half precision: all three are the same."""
        return prepared(pictures, self.recipe.sample_size)[:, 0].half()

    def _maps(self, grey: Tensor) -> Tensor:
        if self.net is None:
            raise ValueError("a network that learns has made nothing of any picture yet")
        with torch.inference_mode(), mixed_precision("cpu"):
            return self.net.maps(grey.float().unsqueeze(1).expand(-1, 3, -1, -1)).T.half()
