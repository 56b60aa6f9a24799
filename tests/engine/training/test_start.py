"""Beginning with weights that are there: what is taken over, what the card says of it, and whom the start may not know."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from recognition.engine.datasets.ravdess import EMOTIONS
from recognition.engine.errors import EngineError, ModelUnavailableError
from recognition.engine.evaluation.evaluate import evaluate
from recognition.engine.features.audioset_vggish import AudioSetVGGish
from recognition.engine.features.vggish_card import WEIGHTS, VggishCard, write_vggish_card
from recognition.engine.fusion.base import Hearing, load_model
from recognition.engine.fusion.cards import CHECKPOINTS_DIR, read_card
from recognition.engine.testing import tone, write_wav
from recognition.engine.training.recipe import INITS, Recipe, load_recipe
from recognition.engine.training.start import open_start
from recognition.engine.training.train import train
from recognition.engine.types import Quality
from recognition.engine.weights import sha256_of

FIRST_FOLD, SECOND_FOLD, THIRD_FOLD = "02", "03", "10"  # an actor of each of the published folds
FIRST_KERNEL = "voice.trunk.convolutions.0.weight"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    for actor in (FIRST_FOLD, SECOND_FOLD, THIRD_FOLD):
        (folder / "ravdess" / f"Actor_{actor}").mkdir(parents=True)
        for number in EMOTIONS:
            sound = folder / "ravdess" / f"Actor_{actor}" / f"03-01-{number}-01-01-01-{actor}.wav"
            write_wav(sound, tone(0.8, frequency_hz=150.0 * int(number)))
    return folder


def _recipe(init: str, *, learning_rate: float = 1e-9) -> Recipe:
    """An epoch in which nothing is learnt, so that the weights at its end are those of its beginning."""
    recipe = load_recipe("ravdess-8-vggish.toml" if init == "audioset-vggish" else "ravdess-8.toml")
    voice = replace(recipe.voice, init=init, epochs=1, average_epochs=1, learning_rate=learning_rate, weight_decay=0.0)
    return replace(recipe, voice=voice)


def _train(data: Path, out: Path, recipe: Recipe, *, fold: int = 1, **start: object) -> Path:
    init, models_dir = start.get("init"), start.get("models_dir")
    return train(
        recipe,
        data=data,
        out=out,
        fold=fold,
        init=None if init is None else str(init),
        models_dir=models_dir if isinstance(models_dir, Path) else None,
        report=lambda _: None,
    )


@pytest.fixture(scope="module")
def begun(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _train(data, tmp_path_factory.mktemp("begun"), _recipe("checkpoint"), init="voice-words")


def test_the_trunk_is_the_starts_and_the_head_is_new(begun: Path) -> None:
    ours, theirs = (load_file(folder / "model.safetensors") for folder in (begun, CHECKPOINTS_DIR / "voice-words"))
    for name in (FIRST_KERNEL, "voice.trunk.embedding.weight"):
        assert torch.allclose(ours[name].float(), theirs[name].float(), atol=1e-4)
    assert (ours["voice.head.weight"].shape[0], theirs["voice.head.weight"].shape[0]) == (8, 7)


def test_the_card_says_what_it_began_with_and_whom_that_knew(begun: Path) -> None:
    card, start = read_card(begun), read_card(CHECKPOINTS_DIR / "voice-words")
    assert card["training"]["init"] == {
        "kind": "checkpoint",
        **{name: start[name] for name in ("id", "version", "sha256")},
    }
    assert " --init voice-words " in card["training"]["command"]
    assert {dataset["name"] for dataset in card["datasets"]} == {"ravdess", "emodb", "nemo", "plain"}
    assert card["training"]["speakers"]["emodb"] == start["training"]["speakers"]["emodb"]
    assert card["training"]["speakers"]["ravdess"] == {"calibration": [SECOND_FOLD], "test": [FIRST_FOLD]}


def test_a_start_of_ones_own_is_named_by_what_it_is_not_by_where_it_lies(
    begun: Path, data: Path, tmp_path: Path
) -> None:
    again = read_card(_train(data, tmp_path, _recipe("checkpoint"), init=begun))
    assert " --init START " in again["training"]["command"]
    assert str(begun) not in str(again)
    assert again["training"]["init"]["sha256"] == read_card(begun)["sha256"]
    assert again["training"]["speakers"].keys() == {
        "ravdess",
        "emodb",
        "nemo",
        "plain",
    }  # what the start's own start had heard


def test_a_start_that_has_heard_who_is_to_test_is_refused(begun: Path, data: Path, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=f"trained on speakers of ravdess .*{THIRD_FOLD}") as refusal:
        _train(data, tmp_path, _recipe("checkpoint"), fold=3, init=begun)
    assert refusal.value.code == "heard_before"


def test_whom_the_start_has_heard_does_not_calibrate(begun: Path, data: Path, tmp_path: Path) -> None:
    """Fold 2 would calibrate on an actor of fold 3."""
    card = read_card(_train(data, tmp_path, _recipe("checkpoint"), fold=2, init=begun))
    assert card["training"]["speakers"]["ravdess"] == {"calibration": [FIRST_FOLD], "test": [SECOND_FOLD]}


def test_another_start_is_another_stage(begun: Path, data: Path, tmp_path: Path) -> None:
    stages = []
    for init in ("voice-words", begun, "voice-words"):
        _train(data, tmp_path, _recipe("checkpoint"), init=init)
        stages.append({file.name for file in (tmp_path / "cache" / "stages").glob("voice-epochs-*")})
    assert [len(files) for files in stages] == [1, 2, 2]


def test_a_trained_start_counts_as_training_when_it_is_evaluated(begun: Path, data: Path) -> None:
    report = evaluate(str(begun), dataset="ravdess", data=data / "ravdess", split="all", progress=lambda *_: None)
    assert report["unseen"] is False


@pytest.mark.parametrize(("kind", "init"), [("checkpoint", None), ("random", "voice-words")])
def test_the_recipe_and_the_option_must_agree(kind: str, init: str | None) -> None:
    with pytest.raises(EngineError, match="--init") as refusal:
        open_start(_recipe(kind), init, None)
    assert refusal.value.code == "bad_recipe"


def test_without_an_import_the_command_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError, match="emotion models import-vggish"):
        open_start(_recipe("audioset-vggish"), None, tmp_path)


def test_an_epoch_on_imported_vggish_gives_a_model_that_reads(data: Path, tmp_path: Path) -> None:
    torch.manual_seed(0)
    network = AudioSetVGGish()
    save_file(network.state_dict(), tmp_path / WEIGHTS)
    sha256 = sha256_of(tmp_path / WEIGHTS)
    write_vggish_card(tmp_path, VggishCard("a folder", sha256, "Apache-2.0", "2026-01-01T00:00:00+00:00", 1e-6))
    checkpoint = _train(data, tmp_path / "out", _recipe("audioset-vggish"), models_dir=tmp_path)
    kernel = load_file(checkpoint / "model.safetensors")[FIRST_KERNEL].float()
    assert torch.allclose(kernel, network.state_dict()["convolutions.0.weight"], atol=1e-3)
    card = read_card(checkpoint)
    assert (card["training"]["init"]["kind"], card["training"]["init"]["sha256"]) == ("audioset-vggish", sha256)
    assert "--init" not in card["training"]["command"]
    quality = Quality(snr_db=20.0, clipping=0.0, speech_ratio=1.0)
    scores = load_model(str(checkpoint)).read(Hearing(tone(1.2), "", None, "en", quality, 1.2)).scores
    assert scores.voice is not None
    assert sum(scores.voice.values()) == pytest.approx(1.0)


def test_existing_recipes_begin_at_chance_and_find_their_stages_as_before() -> None:
    recipe = load_recipe("voice-words.toml")
    assert recipe.voice.init == INITS[0] == "random"
    assert "init" not in repr(recipe.voice)
