"""`mfer` in three stages on small corpora made on the spot: with the stand-ins, and with weights in published layouts."""

from pathlib import Path
from shutil import copytree
from typing import Any

import numpy as np
import pytest
import torch

from recognition.engine.datasets.ravdess import EMOTIONS
from recognition.engine.errors import DatasetError, EngineError, ModelUnavailableError
from recognition.engine.evaluation.evaluate import evaluate
from recognition.engine.fusion.base import Hearing, load_model
from recognition.engine.fusion.cards import read_card
from recognition.engine.fusion.mfer import MferModel
from recognition.engine.fusion.mfer_net import Said
from recognition.engine.testing import noise, tone, write_wav
from recognition.engine.training.base import open_trainer
from recognition.engine.training.mfer_both import Pool, draw
from recognition.engine.training.mfer_recipe import BothStage
from recognition.engine.types import Quality
from tests.engine.datasets.layouts import shown_faces
from tests.engine.features.published import write_emotion2vec, write_vit

HELD_OUT, CALIBRATION, TRAINING = "02", "03", ("10", "11")  # of the published fold 1
LABELS = ("neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised")
RECIPE = f"""
architecture = "mfer"
id = "tiny-mfer"
version = "0.0.1"
task = "a test"
labels = {list(LABELS)}
[eyes]
EYES
[face]
epochs = 1
batch = 16
[ears]
EARS
[voice]
corpora = ["ravdess"]
first_epochs = 1
epochs = 12
learning_rate = 0.005
noise = 0.0
[both]
steps = 40
batch = 32
"""
STAND_INS = (
    "image_size = 24\npatch_size = 8\nhidden_size = 16\nnum_hidden_layers = 1\nstem = [8, 8]",
    'encoder = "trunk"',
)
QUALITY = Quality(snr_db=30.0, clipping=0.0, speech_ratio=1.0)
PICTURES = np.random.default_rng(1).integers(0, 256, (15, 224, 224, 3), dtype=np.uint8)


def recipe_of(file: Path, eyes: str, ears: str) -> str:
    file.write_text(RECIPE.replace("EYES", eyes).replace("EARS", ears))
    return str(file)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    for actor in (HELD_OUT, CALIBRATION, *TRAINING):
        for number in EMOTIONS:
            path = folder / "ravdess" / f"Actor_{actor}" / f"03-01-{number}-01-01-01-{actor}.wav"
            path.parent.mkdir(parents=True, exist_ok=True)
            write_wav(path, tone(0.7, frequency_hz=150.0 * int(number)) + noise(0.7, level=0.01, seed=int(actor)))
    shown_faces(folder / "ferplus", 2)
    return folder


@pytest.fixture(scope="module")
def checkpoint(data: Path) -> Path:
    train, recipe = open_trainer(recipe_of(data / "tiny.toml", *STAND_INS))
    return train(recipe, data=data, out=data / "out" / "fold-1", cache=data / "cache", report=lambda _: None)


@pytest.fixture(scope="module")
def published(data: Path) -> Path:
    eyes, ears = write_vit(data / "own-vit"), write_emotion2vec(data / "own-emotion2vec")
    name = recipe_of(data / "published.toml", f'weights = "{eyes}"', f'encoder = "emotion2vec"\nweights = "{ears}"')
    train, recipe = open_trainer(name)
    return train(recipe, data=data, out=data / "published", cache=data / "cache", report=lambda _: None)


def hearing(pictures: np.ndarray | None) -> Hearing:
    return Hearing(tone(1.0), "", None, "en", QUALITY, 1.0, pictures=pictures)


def test_the_card_says_what_is_real_what_is_on_pairs_and_what_stands_in(checkpoint: Path) -> None:
    card = read_card(checkpoint)
    assert (card["modalities"], card["needs"]) == (["voice", "face"], ["video"])
    assert card["training"]["speakers"]["ravdess"] == {"calibration": [CALIBRATION], "test": [HELD_OUT]}
    assert card["training"]["speakers"]["pairs"] == card["training"]["speakers"]["ravdess"]
    assert {one["name"] for one in card["datasets"]} >= {"ravdess", "ferplus"}
    assert set(card["training"]["curves"]) == {"face", "languages", "voice"}
    limits = " ".join(card["limits"])
    assert "pairs of strangers" in limits
    assert "emotion2vec's place" in limits
    assert "ViT's place" in limits
    assert card["bytes"] < 1_500_000  # the trunk is that of voice-words, and not stored twice


@pytest.mark.parametrize("made", ["checkpoint", "published"])
def test_it_reads_a_voice_a_face_and_both(made: str, request: pytest.FixtureRequest) -> None:
    reading = load_model(str(request.getfixturevalue(made))).read(hearing(PICTURES))
    for scores in (reading.scores.voice, reading.scores.face, reading.scores.fused):
        assert scores is not None
        assert tuple(scores) == LABELS
        assert sum(scores.values()) == pytest.approx(1.0)
    assert sum(reading.weights.values()) == pytest.approx(1.0)


def test_without_a_face_the_voice_answers_alone(checkpoint: Path) -> None:
    reading = load_model(str(checkpoint)).read(hearing(None))
    assert reading.scores.face is None
    assert reading.scores.fused == reading.scores.voice
    assert reading.weights == {"voice": 1.0, "face": 0.0}


def test_hardly_any_sound_is_read_too(checkpoint: Path) -> None:
    model = load_model(str(checkpoint))
    assert model.read(Hearing(tone(0.01), "", None, "en", QUALITY, 0.01)).scores.voice is not None


def test_published_weights_are_told_and_others_in_their_place_are_refused(published: Path, data: Path) -> None:
    card = read_card(published)
    assert card["architecture"]["features"] == "emotion2vec"
    assert card["architecture"]["eyes"]["hidden_size"] == 32
    assert "place" not in " ".join(card["limits"][len(card["limits"]) - 1 :])
    weights = data / "own-emotion2vec" / "model.pt"
    kept = weights.read_bytes()
    torch.save({"model": {}}, weights)
    try:
        with pytest.raises(ModelUnavailableError, match="another emotion2vec"):
            load_model(str(published))
    finally:
        weights.write_bytes(kept)


def test_voices_faces_and_pairs_are_each_evaluated_where_they_are(checkpoint: Path, data: Path) -> None:
    def examples(dataset: str, where: Path) -> dict[str, int]:
        report = evaluate(str(checkpoint), dataset=dataset, data=where, cache=data / "cache", progress=lambda *_: None)
        return {stream: figures["examples"] for stream, figures in report["streams"].items()}

    of_one_actor = len(EMOTIONS)
    assert examples("ravdess", data / "ravdess") == {"voice": of_one_actor, "fused": of_one_actor}
    assert examples("ferplus", data / "ferplus").keys() == {"face"}
    assert set(examples("pairs", data).values()) == {of_one_actor}, "of voices that it was trained on none"


def test_over_folds_a_pair_is_judged_by_the_checkpoint_that_held_its_actor_out(
    checkpoint: Path, data: Path, tmp_path: Path
) -> None:
    for part in (f"ravdess/Actor_{HELD_OUT}", "ferplus"):
        copytree(data / part, tmp_path / part)

    def over_folds(where: Path) -> dict[str, Any]:
        return evaluate(
            str(checkpoint),
            dataset="pairs",
            data=where,
            split="folds",
            folds=[checkpoint.parent],
            progress=lambda *_: None,
        )

    report = over_folds(tmp_path)
    assert report["checkpoints"] == [read_card(checkpoint)["sha256"]]
    assert {figures["examples"] for figures in report["streams"].values()} == {len(EMOTIONS)}
    with pytest.raises(DatasetError, match="No checkpoint held out pairs's 03, 10, 11"):
        over_folds(data)


def test_the_same_seed_gives_the_same_weights(checkpoint: Path, data: Path) -> None:
    train, recipe = open_trainer(str(data / "tiny.toml"))
    again = train(recipe, data=data, out=data / "again", cache=data / "afresh", report=lambda _: None)
    assert read_card(again)["sha256"] == read_card(checkpoint)["sha256"]


def test_a_trunk_that_knows_the_test_speakers_is_refused(checkpoint: Path, data: Path) -> None:
    train, recipe = open_trainer(str(data / "tiny.toml"))
    with pytest.raises(EngineError, match="trained on speakers of ravdess"):
        train(recipe, data=data, out=data / "leak", cache=data / "cache", fold=3, report=lambda _: None)
    assert checkpoint.is_dir()


def test_emotion2vec_takes_no_other_checkpoint_to_begin_with(published: Path, data: Path) -> None:
    train, recipe = open_trainer(str(data / "published.toml"))
    with pytest.raises(EngineError, match="takes no --init"):
        train(recipe, data=data, out=published.parent / "no", init="voice-words", report=lambda _: None)


def test_one_of_a_pair_always_carries_its_emotion_and_calm_is_the_voice_s() -> None:
    voices = Pool(Said(torch.arange(8.0)[:, None], torch.eye(8)), torch.arange(8))
    faces = Pool(Said(torch.tensor([0.0, 2.0, 3.0])[:, None], torch.eye(3)), torch.tensor([0, 2, 3]))
    chance = torch.Generator().manual_seed(1)
    pairs = draw(voices, faces, labels=LABELS, stage=BothStage(), count=400, chance=chance)
    heard, seen = pairs.voice.embedding[:, 0].long(), pairs.face.embedding[:, 0].long()
    assert bool(((heard == pairs.truth) | (seen == pairs.truth)).all())
    assert set(heard[pairs.truth == LABELS.index("calm")].tolist()) == {LABELS.index("calm")}
    assert set(heard[pairs.truth == 2].tolist()) == {0, 2}


def test_a_stem_that_does_not_fit_the_patches_is_a_bad_recipe(data: Path) -> None:
    name = recipe_of(data / "bad-stem.toml", "patch_size = 6\nstem = [8, 8]", 'encoder = "trunk"')
    with pytest.raises(EngineError, match="a multiple of 4") as refused:
        open_trainer(name)
    assert refused.value.code == "bad_recipe"


def test_a_shape_beside_published_weights_is_a_bad_recipe(data: Path) -> None:
    name = recipe_of(data / "bad.toml", 'weights = "a/b"\npatch_size = 8', 'encoder = "trunk"')
    with pytest.raises(EngineError, match="patch_size") as refused:
        open_trainer(name)
    assert refused.value.code == "bad_recipe"


def test_the_shipped_recipe_is_read(checkpoint: Path) -> None:
    _, recipe = open_trainer("mfer.toml")
    assert recipe.labels == LABELS
    assert isinstance(load_model(str(checkpoint)), MferModel)
