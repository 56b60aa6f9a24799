from pathlib import Path

import pytest

from recognition.engine.datasets.base import DATASETS
from recognition.engine.errors import EngineError
from recognition.engine.fusion.fusions import FUSIONS
from recognition.engine.labels import DEFAULT_LABELS
from recognition.engine.training.recipe import RECIPES_DIR, load_recipe

RECIPE = 'id = "own"\nversion = "1"\ntask = "t"\n[voice]\ncorpora = ["ravdess"]\n'


@pytest.mark.parametrize("name", ["voice-words.toml", "voice-words-concat.toml", "voice-words-whisper.toml"])
def test_the_shipped_recipes_are_read_by_name(name: str) -> None:
    recipe = load_recipe(name)
    assert (recipe.id, recipe.labels) == (Path(name).stem, DEFAULT_LABELS)
    assert recipe.words is not None
    assert recipe.fusion is not None


def test_a_recipe_of_ones_own_is_read_by_path(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(RECIPE)
    assert load_recipe(str(path)).voice.corpora == ("ravdess",)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("id = ", "own.toml"),
        ('version = "1"\n', "id"),
        (RECIPE + "epoch = 3\n", "unknown keys epoch"),
        (RECIPE + 'init = "magic"\n', "unknown init magic"),
        (RECIPE + 'augmentation = "moon"\n', "unknown augmentation moon"),
        (RECIPE + 'loss = "hinge"\n', "unknown loss hinge"),
        (RECIPE + '[words]\ndataset = "goemotions"\nloss = "hinge"\n', "unknown loss hinge"),
        (RECIPE + 'features = "smell"\n', "unknown features smell"),
        (RECIPE + 'features = "whisper-encoder"\ninit = "audioset-vggish"\n', "audioset-vggish hears log-mel"),
        (RECIPE + "keep = 0.5\n", "keep is for further courses"),
        (RECIPE + "[courses.more]\nkeep = 1\n", "less than 1"),
        (RECIPE + '[fusion]\npairing = "guessed"\n', "unknown pairing guessed"),
        (RECIPE.replace("[voice]", 'labels = ["sad", "neutral"]\n[voice]') + "[fusion]\n", "first label for neutral"),
        (RECIPE.replace("[voice]", 'labels = ["joyful"]\n[voice]'), "unknown labels joyful"),
    ],
)
def test_a_bad_recipe_is_refused_with_the_key_that_is_wrong(text: str, complaint: str, tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(text)
    with pytest.raises(EngineError, match=complaint) as refusal:
        load_recipe(str(path))
    assert refusal.value.code == "bad_recipe"


OF_WORDS = [path for path in sorted(RECIPES_DIR.glob("*.toml")) if "architecture =" not in path.read_text()]


@pytest.mark.parametrize("path", OF_WORDS, ids=lambda path: path.stem)
def test_every_recipe_that_comes_with_the_engine_is_readable_and_names_known_sets(path: Path) -> None:
    recipe = load_recipe(path.name)
    assert set(recipe.voice.corpora) <= set(DATASETS)
    assert recipe.words is None or recipe.words.dataset in DATASETS
    assert recipe.fusion is None or recipe.fusion.kind in FUSIONS
    assert (recipe.words is None) == (recipe.fusion is None)


def test_an_unknown_recipe_lists_those_there_are() -> None:
    with pytest.raises(EngineError, match=r"voice-words\.toml"):
        load_recipe("nothing.toml")


def test_every_recipe_file_says_what_it_is_for() -> None:
    assert all(path.read_text().startswith("#") for path in RECIPES_DIR.glob("*.toml"))
