"""A whole training run of `efficient-face` on drawn faces, and what reads and measures what it made."""

import csv
import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from recognition.engine.datasets.base import Utterance
from recognition.engine.datasets.ferplus import EMOTIONS, NOT_EMOTIONS
from recognition.engine.datasets.pictures import GreyPicture
from recognition.engine.errors import DatasetError, EngineError
from recognition.engine.evaluation.comparison import Contender, compare_models
from recognition.engine.evaluation.confusion_chart import write_confusion
from recognition.engine.evaluation.evaluate import evaluate
from recognition.engine.evaluation.int8 import compare
from recognition.engine.fusion.base import Hearing, load_model
from recognition.engine.fusion.cards import read_card
from recognition.engine.fusion.face import FaceModel
from recognition.engine.training.base import open_trainer
from recognition.engine.training.faces_augment import blurred, changed, compressed, erased, mixed
from recognition.engine.training.faces_fit import Faces, counted
from recognition.engine.training.faces_recipe import Changes
from recognition.engine.types import Quality

RECIPE = """
architecture = "efficient-face"
id = "tiny-face"
version = "0.0.1"
task = "a test"
labels = ["happy", "sad"]
[net]
side = 48
epochs = 3
batch = 8
decay = 0.5
mixup = 0.0
dropout = 0.0
[changes]
turn_deg = 2
scale = 0.02
shift = 0.02
blurred = 0
compressed = 0
erased = 0
"""
MOUTHS = {"happiness": 0.35, "sadness": -0.35}  # how its corners are bent
USES = {"Training": 24, "PublicTest": 8, "PrivateTest": 8}  # faces of each emotion
QUALITY = Quality(snr_db=30.0, clipping=0.0, speech_ratio=1.0)


def drawn(bend: float, chance: np.random.Generator, side: int = 48) -> np.ndarray:
    """A face with a bent mouth, (side, side)."""
    down, across = np.mgrid[0:side, 0:side] / side - 0.5
    face = chance.uniform(40, 90) + chance.uniform(90, 140) * ((across / 0.4) ** 2 + (down / 0.48) ** 2 < 1)
    face[(np.abs(np.abs(across) - 0.16) < 0.06) & (np.abs(down + 0.12) < 0.04)] = 20
    height = 0.22 - 8 * bend * (across**2 - 0.02)
    face[(np.abs(across) < 0.22) & (np.abs(down - height) < 0.04)] = 10
    noisy: np.ndarray = np.clip(face + chance.normal(0, 6, face.shape), 0, 255)
    return noisy.astype(np.uint8)


def write_ferplus(folder: Path) -> None:
    folder.mkdir(parents=True)
    chance, rows, number = np.random.default_rng(0), [], 0
    with zipfile.ZipFile(folder / "images.zip", "w") as archive:
        for use, count in USES.items():
            for emotion, bend in MOUTHS.items():
                for _ in range(count):
                    name, png = f"fer{number:07d}.png", BytesIO()
                    Image.fromarray(drawn(bend, chance)).save(png, "PNG")
                    archive.writestr(f"FER2013/{name}", png.getvalue())
                    votes = dict.fromkeys((*EMOTIONS, *NOT_EMOTIONS), 0) | {emotion: 8, "anger": 1, "unknown": 1}
                    rows.append({"Usage": use, "Image name": name, **votes})
                    number += 1
    with (folder / "fer2013new.csv").open("w", newline="") as table:
        writer = csv.DictWriter(table, rows[0])
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    write_ferplus(folder / "ferplus")
    (folder / "tiny.toml").write_text(RECIPE)
    return folder


@pytest.fixture(scope="module")
def checkpoint(data: Path) -> Path:
    train, recipe = open_trainer(str(data / "tiny.toml"))
    return train(recipe, data=data, out=data / "out", report=lambda _: None)


def test_it_ends_in_a_checkpoint_that_says_what_it_is(checkpoint: Path) -> None:
    card = read_card(checkpoint)
    assert (card["modalities"], card["needs"]) == (["face"], ["video"])
    assert card["architecture"]["parameters"] > 1_200_000
    assert card["bytes"] < 3_500_000
    assert card["datasets"] == [{"name": "ferplus", "licence": "labels MIT; images as FER2013 (research practice)"}]
    assert len(card["training"]["curves"]["face"]["epoch"]) == 3
    assert (checkpoint / "curves.png").is_file()


def test_it_learns(checkpoint: Path) -> None:
    losses = read_card(checkpoint)["training"]["curves"]["face"]["train_loss"]
    assert losses[-1] < 0.95 * losses[0]


def test_a_finished_run_is_not_trained_again(checkpoint: Path, data: Path) -> None:
    train, recipe = open_trainer(str(data / "tiny.toml"))
    lines: list[str] = []
    train(recipe, data=data, out=data / "again", cache=checkpoint / "cache", report=lines.append)
    assert not [line for line in lines if line.startswith("epoch")]
    assert read_card(data / "again")["sha256"] == read_card(checkpoint)["sha256"]


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU, and it would be used")
def test_it_trains_where_it_is_told_to(data: Path) -> None:
    train, recipe = open_trainer(str(data / "tiny.toml"))
    with pytest.raises((AssertionError, RuntimeError), match=r"CUDA|NVIDIA"):
        train(recipe, data=data, out=data / "elsewhere", device="cuda", report=lambda _: None)


def test_it_reads_a_film_by_the_mean_of_its_frames(checkpoint: Path) -> None:
    model, chance = load_model(str(checkpoint)), np.random.default_rng(5)
    film = np.stack([drawn(bend, chance, side=224) for bend in np.linspace(-0.35, 0.35, 15)])
    pictures = np.repeat(film[..., None], 3, axis=3)
    reading = model.read(Hearing(np.zeros(0, np.float32), "", None, "en", QUALITY, 2.0, pictures=pictures))
    assert reading.scores.face is not None
    assert reading.scores.face == reading.scores.fused
    assert isinstance(model, FaceModel)
    frames = torch.cat([model.log_probabilities(frame) for frame in np.split(pictures, 15)])
    mean = frames.mean(dim=0).softmax(dim=0).tolist()
    assert list(reading.scores.face.values()) == pytest.approx(mean, abs=1e-5)
    assert reading.scores.voice is None


def test_where_no_face_was_seen_nothing_is_more_likely_than_anything_else(checkpoint: Path) -> None:
    reading = load_model(str(checkpoint)).read(Hearing(np.zeros(0, np.float32), "", None, "en", QUALITY, 2.0))
    assert reading.scores.face is None
    assert reading.scores.fused == pytest.approx({"happy": 0.5, "sad": 0.5})
    assert reading.weights == {"face": 0.0}


def test_evaluation_measures_the_publishers_test_split(checkpoint: Path, data: Path) -> None:
    done: list[int] = []
    report = evaluate(
        str(checkpoint), dataset="ferplus", data=data / "ferplus", progress=lambda count, _: done.append(count)
    )
    face = report["streams"]["face"]
    assert report["unseen"] is True
    assert face["examples"] == done[-1] == 16
    assert face["wa"] == np.trace(face["confusion"]) / 16
    assert [sum(row) for row in face["confusion"]] == [8, 8]
    assert face["slices"]["clear faces"]["examples"] == 16


def test_evaluation_refuses_a_set_without_pictures(checkpoint: Path, tmp_path: Path) -> None:
    (tmp_path / "train.tsv").write_text("so glad\t17\tid1\n")
    (tmp_path / "emotions.txt").write_text("\n".join(str(number) for number in range(27)))
    with pytest.raises(DatasetError):
        evaluate(str(checkpoint), dataset="goemotions", data=tmp_path, progress=lambda *_: None)


def test_it_is_set_beside_others_and_timed_on_films_of_the_pictures(checkpoint: Path, data: Path) -> None:
    report = compare_models(
        [Contender(str(checkpoint))], dataset="ferplus", data=data / "ferplus", split="test", progress=lambda _: None
    )
    assert report["models"][0]["parameters"] > 1_200_000
    assert report["models"][0]["seconds_per_minute"] > 0
    assert report["models"][0]["streams"]["face"]["examples"] == 16


def test_a_picture_tells_what_is_taken_for_what(tmp_path: Path) -> None:
    streams = {"face": {"confusion": [[3, 1], [0, 0]]}}
    about = {"model": {"id": "m"}, "dataset": "d", "split": "test", "classes": ["happy", "sad"]}
    write_confusion(tmp_path / "confusion.svg", {**about, "streams": streams})
    drawn_text = (tmp_path / "confusion.svg").read_text()
    assert all(told in drawn_text for told in ("0.75", "0.25", "happy (4)", "sad (0)"))


def test_a_mirror_image_is_asked_where_the_card_says_so(checkpoint: Path) -> None:
    model, face = (
        load_model(str(checkpoint)),
        np.repeat(drawn(0.3, np.random.default_rng(3))[None, ..., None], 3, axis=3),
    )
    assert isinstance(model, FaceModel)
    face[:, :, :20] = 0  # so that both sides differ
    answers = []
    for mirrored in (False, True):
        model.mirrored = mirrored
        answers.append((model.logits(face), model.logits(face[:, :, ::-1].copy())))
    assert not torch.allclose(*answers[0])
    torch.testing.assert_close(*answers[1], atol=1e-3, rtol=1e-3)


def test_there_is_no_8_bit_variant(checkpoint: Path, data: Path) -> None:
    with pytest.raises(EngineError) as refused:
        compare(str(checkpoint), dataset="ferplus", data=data / "ferplus", progress=lambda *_: None)
    assert refused.value.code == "no_int8"


def test_a_recipe_with_an_unknown_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text(RECIPE.replace("turn_deg", "turn"))
    with pytest.raises(EngineError, match=r"bad\.toml"):
        open_trainer(str(tmp_path / "bad.toml"))


LABELS = ("neutral", "happy", "sad")


def picture(grey: int) -> GreyPicture:
    return GreyPicture(bytes([grey]) * 48 * 48, 48, 48)


def test_copies_of_a_face_are_one_face_with_all_their_votes() -> None:
    first = Utterance("a", ("happy",), picture=picture(9), votes={"happy": 6, "neutral": 4})
    again = Utterance("b", ("neutral",), picture=picture(9), votes={"neutral": 10})
    faces = Faces.of([first, again, Utterance("c", ("sad",), picture=picture(1))], LABELS)
    assert len(faces) == 2
    torch.testing.assert_close(faces.targets, torch.tensor([[0.7, 0.3, 0.0], [0.0, 0.0, 1.0]]))
    assert faces.truth.tolist() == [0, 2]


def test_a_single_vote_is_a_slip_and_other_emotions_do_not_count() -> None:
    votes = {"happy": 5, "sad": 1, "surprised": 3}
    assert counted(Utterance("a", ("happy",), votes=votes), LABELS).tolist() == [0, 5, 0]


@pytest.fixture
def grey() -> torch.Tensor:
    chance = np.random.default_rng(1)
    return torch.from_numpy(np.stack([drawn(0.0, chance) for _ in range(24)]))


def test_changed_faces_keep_size_and_scale_and_differ(grey: torch.Tensor) -> None:
    torch.manual_seed(1)
    once, again = (changed(grey, Changes(), 96) for _ in range(2))
    assert once.shape == (24, 1, 96, 96)
    assert not torch.equal(once, again)
    assert once.std(dim=(1, 2, 3)).min() > 0.7
    assert torch.isfinite(once).all()


def test_each_damage_meets_only_its_share(grey: torch.Tensor) -> None:
    faces = grey.float().unsqueeze(1)
    assert torch.equal(blurred(faces, 0.0), faces)
    assert blurred(faces, 1.0).std() < faces.std()
    assert torch.equal(compressed(grey, 0.0), grey)
    assert 0 < (compressed(grey, 1.0).float() - grey.float()).abs().mean() < 20
    assert (erased(torch.ones(24, 1, 48, 48), 1.0) == 0).any(dim=3).any(dim=2).all()
    assert (erased(torch.ones(24, 1, 48, 48), 0.0) == 1).all()


def test_mixed_faces_show_what_both_show() -> None:
    torch.manual_seed(2)
    targets = torch.eye(3)[torch.arange(24) % 3]
    faces, shown = mixed(torch.arange(24.0).reshape(24, 1, 1, 1), targets, 0.5)
    torch.testing.assert_close(shown.sum(dim=1), torch.ones(24))
    assert (shown.gather(1, targets.argmax(dim=1, keepdim=True)) >= 0.5).all()
    assert faces.shape == (24, 1, 1, 1)
