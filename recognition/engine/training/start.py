"""Where the voice begins: at chance, at AudioSet's VGGish, or at a checkpoint that has heard nobody who is to test."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from recognition.engine.datasets.base import Dataset
from recognition.engine.errors import EngineError, ModelUnavailableError
from recognition.engine.features.audioset_vggish import load_vggish_state, settle_batch_norm
from recognition.engine.features.vggish import VGGish
from recognition.engine.features.vggish_card import LICENCE, read_vggish_card
from recognition.engine.fusion.cards import CHECKPOINTS_DIR, Card, checkpoint_folder, model_ids, read_card
from recognition.engine.fusion.shared import beside
from recognition.engine.fusion.voice_words import VoiceWordsModel
from recognition.engine.training.corpus import Clip
from recognition.engine.training.recipe import LOG_MEL, WITH_DETECTOR, Recipe, VoiceRecipe
from recognition.engine.training.voice import stack

SETTLING_WINDOWS = 32


@dataclass(frozen=True, slots=True)
class Start:
    """Weights to begin with, and whom they know.

    Args:
        origin: what a card says of them: kind, id, version and sha256.
        state: of the trunk, under the names that `VoiceBranch` has for it; a head comes with its labels, and stays new.
        card: of the checkpoint that they are from; None for imported ones.
    """

    origin: dict[str, str]
    state: dict[str, Tensor]
    card: Card | None = None

    @property
    def sha256(self) -> str:
        return self.origin["sha256"]

    @property
    def option(self) -> str:
        """The part of the command that names it; START stands for a checkpoint that does not come with Undertone."""
        if self.card is None:
            return ""
        model = self.card["id"]
        shipped = model in model_ids() and read_card(CHECKPOINTS_DIR / model)["sha256"] == self.sha256
        return f" --init {model if shipped else 'START'}"

    @property
    def datasets(self) -> list[dict[str, str]]:
        """What its voice was trained on: name and licence."""
        if self.card is None:
            return []
        training = self.card["training"]
        read = training["words"]["dataset"] if training["words"] else None
        kept = {name["name"] for name in self.card["datasets"]} - ({read} - set(training["voice"]["corpora"]))
        return [trained for trained in self.card["datasets"] if trained["name"] in kept]

    @property
    def speakers(self) -> dict[str, dict[str, list[str]]]:
        """By data set, the speakers that it was not trained on: those that calibrate and those that test."""
        return {} if self.card is None else dict(self.card["training"]["speakers"])

    def unheard(self, dataset: str) -> frozenset[str] | None:
        """The speakers of a data set that it was not trained on; None where that is everybody."""
        if dataset not in {trained["name"] for trained in self.datasets}:
            return None
        return frozenset(speaker for side in self.speakers.get(dataset, {}).values() for speaker in side)


def open_start(recipe: Recipe, init: str | None, models_dir: Path | None) -> Start | None:
    """What the recipe begins with; None is chance.

    Args:
        init: a shipped id or a checkpoint's folder, for a recipe that begins with a checkpoint.
        models_dir: where imported weights are.

    Raises:
        EngineError: `bad_recipe` when the recipe wants a checkpoint and none is named, or the other way round.
        ModelUnavailableError, UnknownComponentError: when it is not there.
    """
    kind = recipe.voice.init
    if kind == "checkpoint" and init is None:
        raise EngineError(f"{recipe.source} begins with a checkpoint: name it with --init.", code="bad_recipe")
    if kind != "checkpoint" and init is not None:
        raise EngineError(f"{recipe.source} takes no --init: its [voice] init is “{kind}”.", code="bad_recipe")
    if kind == "audioset-vggish":
        return _imported(models_dir)
    start = _checkpoint(checkpoint_folder(init)) if init else None
    if start is not None and start.card is not None:
        _refuse_other_features(recipe, recipe.voice.features, start.card, _trunk_features(start.card))
    return start


def refuse_other_voice(recipe: Recipe, card: Card) -> None:
    """Refuse to take over a voice that hears something else than the recipe's clips are.

    Raises:
        EngineError: `bad_recipe`.
    """
    _refuse_other_features(recipe, recipe.features, card, card["architecture"]["features"])


def _trunk_features(card: Card) -> str:
    """What its trunk hears, which is all that a start lends: a head beside it may hear more."""
    features = str(card["architecture"]["features"])
    return LOG_MEL if features == WITH_DETECTOR else features


def _refuse_other_features(recipe: Recipe, ours: str, card: Card, theirs: str) -> None:
    arguments = card["architecture"].get("features_arguments", {})
    if (theirs, arguments) != (ours, dict(recipe.voice.features_arguments)):
        raise EngineError(
            f"{card['id']} hears {theirs}, and {recipe.source} {ours}: their features must be the same.",
            code="bad_recipe",
        )


def first_weights(start: Start, clips: Sequence[Clip], recipe: VoiceRecipe, seed: int) -> dict[str, Tensor]:
    """What to load into a new `VoiceBranch`; the batch norm of imported weights is settled on some of the clips."""
    if start.card is not None:
        return start.state
    chance = torch.Generator().manual_seed(seed)
    chosen = torch.randperm(len(clips), generator=chance)[:SETTLING_WINDOWS].tolist()
    trunk = VGGish()
    trunk.load_state_dict(_unprefixed(start.state), strict=False)  # its embedding layer is new
    settle_batch_norm(trunk, stack(clips, chosen, recipe.window_s, chance))
    return {f"trunk.{name}": tensor for name, tensor in trunk.state_dict().items() if f"trunk.{name}" in start.state}


def refuse_heard(start: Start, datasets: Sequence[Dataset]) -> None:
    """Refuse a start that would make this run's figures those of speakers it knows.

    Args:
        datasets: as `dealt` for this run; those with splits of their publisher's keep them in every run.

    Raises:
        EngineError: `heard_before`, naming the speakers, or the data set of which nobody is left to calibrate on.
    """
    for dataset in datasets:
        unheard = start.unheard(dataset.name)
        if unheard is None or not dataset.folds:
            continue
        held_out = {utterance.speaker for utterance in dataset.utterances if utterance.split in ("dev", "test")}
        if heard := sorted(held_out - unheard):
            raise EngineError(
                f"The checkpoint to begin with was trained on speakers of {dataset.name} that this run tests or "
                f"calibrates on: {', '.join(heard)}. Begin with one that held them out.",
                code="heard_before",
            )
        if not any(utterance.split == "dev" for utterance in dataset.utterances):
            raise EngineError(
                f"The checkpoint to begin with was trained on everybody in {dataset.name} whom this run could "
                "calibrate on.",
                code="heard_before",
            )


def _checkpoint(folder: Path) -> Start:
    while shared := read_card(folder)["architecture"].get("branches_of"):
        folder = beside(folder, shared)
    model = VoiceWordsModel.load(folder)
    card = model.card
    origin = {"kind": "checkpoint", **{name: str(card[name]) for name in ("id", "version", "sha256")}}
    return Start(origin, _prefixed(model.voice_branch.trunk.state_dict()), card)


def _imported(models_dir: Path | None) -> Start:
    known = None if models_dir is None else read_vggish_card(models_dir)
    if models_dir is None or known is None:
        raise ModelUnavailableError(
            "AudioSet VGGish is not imported. Import it with: emotion models import-vggish SOURCE",
            code="model_unavailable",
        )
    origin = {"kind": "audioset-vggish", "id": "audioset-vggish", "licence": LICENCE, "sha256": known.sha256}
    return Start(origin, _prefixed(load_vggish_state(models_dir)))


def _prefixed(state: dict[str, Tensor]) -> dict[str, Tensor]:
    return {f"trunk.{name}": tensor for name, tensor in state.items()}


def _unprefixed(state: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name.removeprefix("trunk."): tensor for name, tensor in state.items()}
