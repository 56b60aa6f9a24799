from pathlib import Path

import pytest

from recognition.engine.datasets.base import DATASETS
from recognition.engine.errors import EngineError
from recognition.engine.fusion.fusions import FUSIONS
from recognition.engine.labels import DEFAULT_LABELS
from recognition.engine.training.recipe import RECIPES_DIR, HeadsRecipe, load_recipe

RECIPE = 'id = "own"\nversion = "1"\ntask = "t"\n[voice]\ncorpora = ["ravdess"]\n'
WITH_WORDS = RECIPE + '[words]\ndataset = "goemotions"\n[fusion]\n'


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


def test_heads_are_fitted_on_what_the_last_course_hears_unless_the_recipe_says_otherwise(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        RECIPE
        + '[courses.more]\ncorpora = ["ravdess", "nemo"]\nclips_per_epoch = { nemo = 9 }\naugmentation = "rooms"\n'
    )
    recipe = load_recipe(str(path))
    assert recipe.heads_hear == HeadsRecipe(("ravdess", "nemo"), {"nemo": 9}, ("light", "rooms"))
    path.write_text(RECIPE + '[heads]\ncorpora = ["emodb", "plain"]\naugmentations = ["microphones"]\n')
    recipe = load_recipe(str(path))
    assert recipe.heads_hear == HeadsRecipe(("emodb", "plain"), augmentations=("microphones",))
    assert recipe.corpora == ("ravdess", "emodb", "plain"), "all that is heard, by the trunk or by its heads"


def test_with_the_detectors_head_its_states_are_heard_beside_what_the_trunk_hears(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(RECIPE + '[heads]\ncorpora = ["ravdess"]\ndetector = true\n')
    recipe = load_recipe(str(path))
    assert (recipe.voice.features, recipe.features) == ("log-mel", "log-mel-detector")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("id = ", "own.toml"),
        ('version = "1"\n', "id"),
        (RECIPE + "epoch = 3\n", "unknown keys epoch"),
        (RECIPE + 'init = "magic"\n', "unknown init magic"),
        (RECIPE + 'augmentation = "moon"\n', "unknown augmentation moon"),
        (RECIPE + 'loss = "hinge"\n', "unknown loss hinge"),
        (RECIPE + '[words]\ndataset = "goemotions"\nloss = "hinge"\n[fusion]\n', "unknown loss hinge"),
        (RECIPE + '[words]\ndataset = "goemotions"\n', "belong together"),
        (RECIPE + '[words]\ndataset = "goemotions"\ntuned_layers = 0\n[fusion]\n', "tuned_layers is 0"),
        (RECIPE + 'features = "smell"\n', "unknown features smell"),
        (RECIPE + 'features = "log-mel-detector"\n', "log-mel-detector is heard by the heads"),
        (RECIPE + 'features = "whisper-encoder"\ninit = "audioset-vggish"\n', "audioset-vggish hears log-mel"),
        (RECIPE + "keep = 0.5\n", "keep is for further courses"),
        (RECIPE + "frozen = true\n", "frozen is for what has learnt something"),
        (RECIPE + 'frozen = "yes"\n', "frozen is 'yes', and must be true or false"),
        (RECIPE + "[courses.more]\nkeep = 1\n", "less than 1"),
        (RECIPE + "[heads]\ncorpora = []\n", "corpora names none"),
        (RECIPE + "[heads]\nepochs = 3\n", "unknown keys epochs"),
        (RECIPE + '[heads]\ncorpora = ["ravdess"]\naugmentations = ["moon"]\n', "unknown augmentation moon"),
        (
            RECIPE + 'features = "emotion2vec"\n[heads]\ncorpora = ["ravdess"]\ndetector = true\n',
            "detector is for a trunk that hears log-mel, not emotion2vec",
        ),
        (WITH_WORDS + 'pairing = "guessed"\n', "unknown pairing guessed"),
        (WITH_WORDS + 'kind = "glued"\n', "unknown kind glued"),
        (WITH_WORDS.replace("[voice]", 'labels = ["sad", "neutral"]\n[voice]'), "first label for neutral"),
        (RECIPE.replace("[voice]", "labels = []\n[voice]"), "two or more"),
        (RECIPE.replace("[voice]", 'labels = ["sad", "happy", "sad"]\n[voice]'), "each once"),
        (RECIPE.replace("[voice]", "labels = [1, 2]\n[voice]"), "unknown labels 1, 2"),
        (RECIPE.replace('"own"', "7"), "id is 7, and must be a text"),
        (RECIPE.replace('["ravdess"]', "[]"), "corpora names none"),
        (RECIPE.replace('["ravdess"]', '"ravdess"'), "corpora is 'ravdess', and must be a list of names"),
        (RECIPE.partition("[voice]")[0], "lacks 'voice'"),
        (RECIPE.partition("[voice]")[0] + "voice = 3\n", "own.toml"),
        ('courses = "more"\n' + RECIPE, "own.toml"),
        (RECIPE + 'epochs = "many"\n', "epochs is 'many', and must be a whole number"),
        (RECIPE + "epochs = true\n", "must be a whole number"),
        (RECIPE + "epochs = 0\n", "epochs is 0, and must be more than 0"),
        (RECIPE + "batch = -4\n", "batch is -4"),
        (RECIPE + "learning_rate = nan\n", "learning_rate is nan, and must be a number"),
        (RECIPE + "dropout = 1.0\n", "dropout is 1.0, and must be at least 0 and less than 1"),
        (RECIPE + "clips_per_epoch = 300\n", "clips_per_epoch is 300, and must be a table"),
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


def test_the_recipe_with_bert_has_the_very_voice_of_the_default_one() -> None:
    own, default = load_recipe("voice-words-bert.toml"), load_recipe("voice-words.toml")
    assert (own.voice, own.courses, own.heads, own.labels) == (
        default.voice,
        default.courses,
        default.heads,
        default.labels,
    )
    assert own.words is not None
    assert own.words.encoder == "google-bert/bert-base-uncased"


def test_an_unknown_recipe_lists_those_there_are() -> None:
    with pytest.raises(EngineError, match=r"voice-words\.toml"):
        load_recipe("nothing.toml")


def test_every_recipe_file_says_what_it_is_for() -> None:
    assert all(path.read_text().startswith("#") for path in RECIPES_DIR.glob("*.toml"))
