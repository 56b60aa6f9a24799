"""The whole way from RAVDESS's films to a model that is tested on them, on a small RAVDESS made on the spot."""

from pathlib import Path

import numpy as np
import pytest

from recognition.engine.cli import DONE, FAILED, main
from recognition.engine.datasets.base import Dataset, load_dataset
from recognition.engine.datasets.prepared import read_pictures
from recognition.engine.datasets.ravdess import EMOTIONS
from recognition.engine.errors import DatasetError
from recognition.engine.evaluation.evaluate import evaluate
from recognition.engine.fusion.base import Hearing, load_model
from recognition.engine.fusion.cards import read_card
from recognition.engine.testing import noise, tone
from recognition.engine.training.face_voice_data import corpus_path
from recognition.engine.types import Quality
from tests.films import Face, talking_film

ACTORS = HELD_OUT, CALIBRATION, *TRAINING = "02", "03", "10", "11"  # of the published fold 1
FACELESS = "01-01-08-01-01-01-11"
SECONDS = 1.2
RECIPE = """
architecture = "face-voice"
id = "tiny-films"
version = "0.0.1"
task = "a test"
labels = ["neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised"]
[net]
corpora = ["manifest"]
n_classes = 8
pool_stride = 2
voice_epochs = 20
epochs = 3
sample_duration = 5
sample_size = 48
"""


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight emotions of four actors, official names; each emotion is a pitch of its own, and one film shows nobody."""
    folder = tmp_path_factory.mktemp("ravdess")
    for actor in ACTORS:
        (folder / f"Actor_{actor}").mkdir()
        for number in EMOTIONS:
            name = f"01-01-{number}-01-01-01-{actor}"
            said = tone(SECONDS, frequency_hz=150.0 * int(number)) + noise(SECONDS, level=0.01, seed=int(actor))
            faces = () if name == FACELESS else (Face(size=0.35),)
            talking_film(folder / f"Actor_{actor}" / f"{name}.mp4", speech=said, size=(160, 120), faces=faces)
    return folder


@pytest.fixture(scope="module")
def prepared(films: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Faces, sound and annotations of the films."""
    out = tmp_path_factory.mktemp("prepared")
    where = ["ravdess", "--data", str(films), "--out", str(out)]
    for command in (
        ["extract-faces", *where, "--sample-size", "64"],
        ["extract-audio", *where],
        ["annotate", *where, "--fold", "1"],
    ):
        assert main(command) == DONE
    (out / "tiny.toml").write_text(RECIPE)
    return out


@pytest.fixture(scope="module")
def dataset(prepared: Path) -> Dataset:
    return load_dataset("manifest", prepared / "annotations.csv")


@pytest.fixture(scope="module")
def checkpoint(prepared: Path) -> Path:
    table, out = prepared / "annotations.csv", prepared / "out"
    assert main(["train", str(prepared / "tiny.toml"), "--data", str(table), "--out", str(out)]) == DONE
    return out


def test_every_film_becomes_a_row_with_its_sound_and_its_face(dataset: Dataset) -> None:
    assert len(dataset.utterances) == len(ACTORS) * len(EMOTIONS)
    assert sum(one.faces is not None for one in dataset.utterances) == len(dataset.utterances) - 1
    for one in dataset.utterances:
        assert one.path is not None
        assert one.path.suffix == ".wav"
        assert one.video is not None
        assert one.text


def test_pictures_are_fifteen_of_the_size_that_was_asked_for(dataset: Dataset) -> None:
    faces = next(one.faces for one in dataset.utterances if one.faces is not None)
    pictures = read_pictures(faces)
    assert pictures.shape == (15, 64, 64, 3)
    assert pictures.dtype == np.uint8
    assert pictures.std() > 20, "something is to be seen"


def test_actors_are_where_the_published_fold_puts_them(dataset: Dataset) -> None:
    sides = {one.speaker: one.split for one in dataset.utterances}
    assert sides == {HELD_OUT: "test", CALIBRATION: "dev", "10": "train", "11": "train"}


def test_the_checkpoint_says_what_it_is_and_who_was_held_out(checkpoint: Path) -> None:
    card = read_card(checkpoint)
    assert card["modalities"] == ["voice", "face"]
    assert card["needs"] == ["video"]
    assert card["training"]["speakers"]["manifest"] == {"calibration": [CALIBRATION], "test": [HELD_OUT]}
    assert set(card["calibration"]["temperature"]) == {"voice", "face", "fused"}
    assert (checkpoint / "curves.png").is_file()


def test_testing_only_tells_top_1_and_top_5_of_each_stream(
    checkpoint: Path, prepared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = str(prepared / "annotations.csv")
    assert main(["evaluate", str(checkpoint), "--dataset", "manifest", "--data", table]) == DONE
    said = capsys.readouterr().out
    for stream in ("voice", "face", "fused"):
        assert f"{stream}: {len(EMOTIONS)} examples, 1 speakers" in said
    assert said.count("top_5") == 3


def test_a_voice_that_is_plain_is_learnt(checkpoint: Path, prepared: Path) -> None:
    report = evaluate(str(checkpoint), dataset="manifest", data=prepared / "annotations.csv", progress=lambda *_: None)
    assert report["streams"]["voice"]["wa"] > 0.5
    assert report["unseen"] is True


def test_films_themselves_can_be_tested_on_without_preparing_them(checkpoint: Path, films: Path) -> None:
    report = evaluate(
        str(checkpoint), dataset="ravdess", data=films / "Actor_02", split="all", progress=lambda *_: None
    )
    assert report["streams"]["face"]["examples"] == len(EMOTIONS)


def test_a_model_of_faces_alone_is_tested_on_films_too(prepared: Path) -> None:
    table = prepared / "annotations.csv"
    report = evaluate("efficient-face", dataset="manifest", data=table, split="all", progress=lambda *_: None)
    assert report["streams"]["face"]["speakers"] == len(ACTORS)
    assert report["left_out"] == 1, "the film that shows nobody"


def test_a_segment_without_a_face_is_answered_all_the_same(checkpoint: Path, dataset: Dataset) -> None:
    model, quality = load_model(str(checkpoint)), Quality(snr_db=30.0, clipping=0.0, speech_ratio=1.0)
    pictures = read_pictures(next(one.faces for one in dataset.utterances if one.faces is not None))
    seen = model.read(Hearing(tone(1.2), "", None, "en", quality, 1.2, pictures=pictures))
    unseen = model.read(Hearing(tone(1.2), "", None, "en", quality, 1.2))
    assert seen.scores.face is not None
    assert unseen.scores.face is None
    assert unseen.scores.voice == seen.scores.voice == unseen.scores.fused
    assert unseen.weights["face"] == 0
    for reading in (seen, unseen):
        assert sum(reading.weights.values()) == pytest.approx(1.0, abs=1e-3)
        assert reading.scores.fused is not None
        assert sum(reading.scores.fused.values()) == pytest.approx(1.0)


def test_efficient_face_can_learn_too(prepared: Path) -> None:
    out, recipe = prepared / "tuned", prepared / "tuned.toml"
    told = 'tune_face = true\nvoice_epochs = 0\nepochs = 1\nmask = "noise"\nfusion = "lt"\n'
    kept = [line for line in RECIPE.splitlines() if not line.startswith(("epochs", "voice_epochs"))]
    recipe.write_text("\n".join([*kept, told]))
    assert main(["train", str(recipe), "--data", str(prepared), "--out", str(out), "--seed", "2"]) == DONE
    card = read_card(out)
    assert card["architecture"]["face_of"] is None, "it is no longer anybody else's"
    assert load_model(str(out)).card["architecture"]["tuned_face"] is True


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("n_classes = 7", "n_classes is 7, and there are 8 labels"),
        ("sample_size = 50", "multiple of 16"),
        ('fusion = "xx"', "unknown fusion xx, not one of lt, it, ia"),
        ('mask = "hard"', "unknown mask hard"),
        ("sampel_size = 96", "sampel_size"),
    ],
)
def test_a_recipe_that_is_wrong_is_refused(
    tmp_path: Path, line: str, complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = [own for own in RECIPE.splitlines() if not own.startswith(line.split()[0])]
    path = tmp_path / "wrong.toml"
    path.write_text("\n".join([*kept, line]))
    assert main(["train", str(path), "--data", str(tmp_path), "--out", str(tmp_path / "out")]) == FAILED
    assert complaint in capsys.readouterr().err


def test_a_folder_without_a_table_is_refused_and_either_name_of_one_is_found(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"no annotations\.csv or manifest\.csv in") as refusal:
        corpus_path("manifest", tmp_path)
    assert refusal.value.code == "dataset_error"
    (tmp_path / "manifest.csv").touch()
    assert corpus_path("manifest", tmp_path) == tmp_path / "manifest.csv"


def test_sound_alone_has_no_faces_to_extract(
    prepared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "sound.csv"
    table.write_text(f"path,label\n{next((prepared / 'sound').iterdir())},happy\n")
    assert main(["extract-faces", "manifest", "--data", str(table), "--out", str(tmp_path)]) == FAILED
    assert "no films" in capsys.readouterr().err
