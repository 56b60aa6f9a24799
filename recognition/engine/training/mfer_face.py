"""Stage 1 of `mfer`: the vision transformer learns faces, from the crowd's votes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from recognition.engine.datasets.base import Dataset, load_dataset
from recognition.engine.errors import DatasetError
from recognition.engine.features.pretrained import Pretrained, open_pretrained
from recognition.engine.features.vit import FILES, FaceVit, VitShape, load_vit
from recognition.engine.training.curves import Curves, curve, told
from recognition.engine.training.faces_fit import Faces, fit_faces
from recognition.engine.training.mfer_recipe import MferRecipe
from recognition.engine.training.stages import Stages


@dataclass(frozen=True, slots=True)
class FaceStage:
    """What the first stage leaves: the network, its faces, and how it went."""

    net: FaceVit
    shape: VitShape
    dataset: Dataset
    training: Faces
    held_out: Faces
    curve: Curves
    begun_with: Pretrained | None


def learn_faces(
    recipe: MferRecipe,
    data: Path,
    stages: Stages,
    *,
    seed: int,
    models_dir: Path | None,
    device: str = "cpu",
    report: Callable[[str], None],
) -> FaceStage:
    """The same for every fold of voices: its splits are the publisher's. An interrupted run goes on after its last epoch.

    Raises:
        DatasetError: when the faces are missing.
        ModelUnavailableError: when the published weights cannot be had, or are not those of a vision transformer.
    """
    begin = open_pretrained(recipe.eyes.weights, FILES, models_dir) if recipe.eyes.weights else None
    shape = VitShape.of(begin.folder) if begin else recipe.eyes.shape
    face = replace(recipe.face, side=shape.image_size)
    dataset = load_dataset(face.corpus, data / face.corpus)
    training, held_out = (_faces(dataset, split, recipe.labels) for split in ("train", "dev"))
    report(f"{len(training)} faces train, {len(held_out)} calibrate")

    def network(labels: int, dropout: float) -> FaceVit:
        net = FaceVit(labels, dropout, shape)
        if begin is not None:
            load_vit(net, begin.folder)
        return net

    decided_by = (face, shape, begin and begin.sha256, recipe.labels, seed, len(training))
    net, epochs = fit_faces(
        training,
        held_out,
        network=network,
        recipe=face,
        seed=seed,
        stored=stages.path("mfer-faces", decided_by),
        device=device,
        report=lambda epoch: report(f"face: {told(epoch)}"),
    )
    return FaceStage(net, shape, dataset, training, held_out, curve(epochs), begin)


def _faces(dataset: Dataset, split: str, labels: tuple[str, ...]) -> Faces:
    chosen = [one for one in dataset.utterances if one.split == split and one.picture is not None]
    if not chosen:
        raise DatasetError(f"{dataset.name} has no pictures of faces in its split “{split}”.", code="dataset_error")
    return Faces.of(chosen, labels)
