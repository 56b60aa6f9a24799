"""A whole training run, on a corpus made on the spot: it must end in a checkpoint that loads, reads and is what its card says."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from recognition.engine.datasets.ravdess import EMOTIONS
from recognition.engine.errors import DatasetError, EngineError, ModelUnavailableError
from recognition.engine.evaluation.evaluate import evaluate
from recognition.engine.fusion.base import Hearing, load_model
from recognition.engine.fusion.cards import WEIGHTS, read_card, sha256_of, write_card
from recognition.engine.fusion.voice_words import VoiceWordsModel
from recognition.engine.testing import noise, tone, write_wav
from recognition.engine.training.recipe import load_recipe
from recognition.engine.training.train import train
from recognition.engine.types import Quality
from tests.engine.features.published_bert import write_bert

RECIPE = """
id = "tiny"
version = "0.0.1"
task = "a test"
[voice]
corpora = ["ravdess"]
epochs = 2
average_epochs = 1
[words]
dataset = "goemotions"
epochs = 1
tuned_layers = 1
[fusion]
kind = "gated"
pairs = 512
epochs = 1
"""
HELD_OUT, CALIBRATION, TRAINING = "02", "03", "10"  # of the published fold 1
TEXTS = {"anger": "I hate this", "disgust": "how gross", "fear": "I am scared", "joy": "so happy", "sadness": "I cry"}


def _write_ravdess(folder: Path) -> None:
    for actor in (HELD_OUT, CALIBRATION, TRAINING):
        (folder / f"Actor_{actor}").mkdir(parents=True)
        for number in EMOTIONS:
            samples = tone(0.8, frequency_hz=150.0 * int(number)) + noise(0.8, level=0.01, seed=int(actor))
            write_wav(folder / f"Actor_{actor}" / f"03-01-{number}-01-01-01-{actor}.wav", samples)


def _write_goemotions(folder: Path) -> None:
    folder.mkdir()
    names = [*TEXTS, "surprise", "neutral"]
    (folder / "emotions.txt").write_text("\n".join(names))
    lines = [f"{TEXTS.get(name, name)}\t{number}\tid{number}" for number, name in enumerate(names)]
    for split in ("train", "dev", "test"):
        (folder / f"{split}.tsv").write_text("\n".join(lines * 2) + "\n")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    _write_ravdess(folder / "ravdess")
    _write_goemotions(folder / "goemotions")
    (folder / "tiny.toml").write_text(RECIPE)
    return folder


@pytest.fixture(scope="module")
def checkpoint(data: Path) -> Path:
    return train(
        load_recipe(str(data / "tiny.toml")), data=data, out=data / "folds" / "1", seed=3, fold=1, report=lambda _: None
    )


def test_the_checkpoint_is_what_its_card_says(checkpoint: Path) -> None:
    card = read_card(checkpoint)
    assert card["sha256"] == sha256_of(checkpoint / "model.safetensors")
    assert (checkpoint / "model.safetensors").stat().st_mode & 0o777 == 0o644, "others may read it"
    speakers = card["training"]["speakers"]["ravdess"]
    assert speakers["calibration"] == [CALIBRATION]
    assert HELD_OUT in speakers["test"]
    assert TRAINING not in speakers["test"]
    assert set(card["calibration"]["temperature"]) == {*card["calibration"]["conformal"], "baseline"}
    assert [dataset["name"] for dataset in card["datasets"]] == ["ravdess", "goemotions"]


def test_learning_curves_are_written_as_data_and_picture(checkpoint: Path) -> None:
    assert len(read_card(checkpoint)["training"]["curves"]["voice"]["train_loss"]) == 2
    assert (checkpoint / "curves.png").read_bytes().startswith(b"\x89PNG")


def test_what_is_taken_for_what_is_written_as_data_and_picture(checkpoint: Path) -> None:
    told = json.loads((checkpoint / "confusion.json").read_text())
    row_sums = np.array(told["voice"]).sum(axis=1)
    assert (
        dict(zip(told["labels"], row_sums, strict=True))["neutral"] == 2
    )  # neutral and calm, of the one who calibrates
    assert row_sums.sum() == len(EMOTIONS)
    assert np.array(told["words"]).sum() > 0
    assert (checkpoint / "confusion.png").read_bytes().startswith(b"\x89PNG")


def test_it_loads_and_reads(checkpoint: Path) -> None:
    model = load_model(str(checkpoint))
    quality = Quality(snr_db=20.0, clipping=0.0, speech_ratio=1.0)
    reading = model.read(Hearing(tone(1.2), "so happy", 0.9, "en", quality, 1.2))
    for scores in (reading.scores.voice, reading.scores.words, reading.scores.fused):
        assert scores is not None
        assert sum(scores.values()) == pytest.approx(1.0)


def test_an_interrupted_run_goes_on_from_its_stages(checkpoint: Path, data: Path) -> None:
    said: list[str] = []
    before = read_card(checkpoint)["sha256"]
    train(load_recipe(str(data / "tiny.toml")), data=data, out=checkpoint, seed=3, fold=1, report=said.append)
    assert said
    assert not any(line.startswith(("voice", "words")) for line in said)
    assert read_card(checkpoint)["sha256"] == before


def test_other_sound_and_another_loss_make_a_voice_of_their_own(checkpoint: Path, data: Path) -> None:
    changed = RECIPE.replace("average_epochs = 1", 'average_epochs = 1\naugmentation = "microphones"\nloss = "focal"')
    (data / "focal.toml").write_text(changed)
    said: list[str] = []
    train(
        load_recipe(str(data / "focal.toml")),
        data=data,
        out=data / "other",
        cache=checkpoint / "cache",
        seed=3,
        fold=1,
        report=said.append,
    )
    assert "ravdess: 2 takes of 24 clips" in said
    assert any(line.startswith("voice") for line in said)
    assert not any(line.startswith("words:") for line in said)
    trained = read_card(data / "other")["training"]["voice"]
    assert (trained["augmentation"], trained["loss"], trained["gamma"]) == ("microphones", "focal", 2.0)


def test_a_head_on_the_speech_detector_leaves_the_trunk_as_it_is(checkpoint: Path, data: Path) -> None:
    (data / "detector.toml").write_text(RECIPE + '[heads]\ncorpora = ["ravdess"]\ndetector = true\n')
    said: list[str] = []
    with_it = train(
        load_recipe(str(data / "detector.toml")),
        data=data,
        out=data / "detector",
        cache=checkpoint / "cache",
        seed=3,
        fold=1,
        report=said.append,
    )
    assert not any(line.startswith(("voice", "words")) for line in said), "both branches were there"
    ours, theirs = (load_file(folder / "model.safetensors") for folder in (with_it, checkpoint))
    assert set(ours) - set(theirs) == {"voice.detector_head.weight", "voice.detector_head.bias"}
    same = [name for name in theirs if name.startswith(("voice.trunk.", "voice.head.", "voice.second_head."))]
    assert same
    assert all(torch.equal(ours[name], theirs[name]) for name in same)
    assert read_card(with_it)["architecture"]["features"] == "log-mel-detector"
    samples = tone(1.2) + noise(1.2, level=0.01)
    hearing = Hearing(samples, "", None, "en", Quality(snr_db=20.0, clipping=0.0, speech_ratio=1.0), 1.2)
    model = VoiceWordsModel.load(with_it)
    assert model.read(hearing).scores.voice != load_model(str(checkpoint)).read(hearing).scores.voice
    explained = model.explain(hearing, words=(), label="angry", start_s=0.0).voice
    assert len(explained) == 5
    assert any(stretch.effect for stretch in explained)


def test_words_can_begin_with_a_published_bert_which_the_checkpoint_then_holds(
    checkpoint: Path, data: Path, tmp_path: Path
) -> None:
    encoder = write_bert(tmp_path / "bert")
    changed = RECIPE.replace("tuned_layers = 1", f"tuned_layers = 1\nencoder = '{encoder}'").replace("gated", "concat")
    (tmp_path / "bert.toml").write_text(changed)
    out, cache = tmp_path / "out", checkpoint / "cache"
    train(load_recipe(str(tmp_path / "bert.toml")), data=data, out=out, cache=cache, seed=3, fold=1, report=print)
    shutil.rmtree(encoder)
    assert read_card(out)["architecture"]["words_encoder"]["name"] == str(encoder)
    assert read_card(out)["architecture"]["words"].endswith("2 layers of 16, masked mean over tokens")
    quality = Quality(snr_db=20.0, clipping=0.0, speech_ratio=1.0)
    scores = load_model(str(out)).read(Hearing(tone(1.2), "so happy", 0.9, "en", quality, 1.2)).scores
    assert scores.words is not None
    assert scores.fused != scores.voice


def test_what_could_not_be_trained_is_refused_before_hours_go_into_it(data: Path, tmp_path: Path) -> None:
    texts = data / "goemotions" / "dev.tsv"
    whole = texts.read_text()
    texts.write_text(whole.replace("\t2\t", "\t3\t"))
    heard: list[str] = []
    for recipe, complaint in (
        (RECIPE, "No dev text of goemotions is fearful"),
        (RECIPE.replace("goem", "em"), "Known"),
    ):
        (tmp_path / "own.toml").write_text(recipe)
        with pytest.raises(EngineError, match=complaint):
            train(load_recipe(str(tmp_path / "own.toml")), data=data, out=tmp_path / "out", report=heard.append)
    texts.write_text(whole)
    shutil.copytree(data / "goemotions", tmp_path / "goemotions")
    shutil.copytree(data / "ravdess" / f"Actor_{TRAINING}", tmp_path / "ravdess" / f"Actor_{TRAINING}")
    (tmp_path / "own.toml").write_text(RECIPE)
    with pytest.raises(DatasetError, match=r"own\.toml has nobody to train on"):
        train(load_recipe(str(tmp_path / "own.toml")), data=tmp_path, out=tmp_path / "out", report=heard.append)
    assert not any(line.startswith("voice") for line in heard)


def test_evaluation_takes_only_speakers_that_the_checkpoint_has_not_heard(checkpoint: Path, data: Path) -> None:
    report = evaluate(str(checkpoint), dataset="ravdess", data=data / "ravdess", progress=lambda *_: None)
    assert report["unseen"] is True
    assert report["streams"]["voice"]["speakers"] == 1
    assert report["streams"]["voice"]["examples"] == 8
    everyone = evaluate(
        str(checkpoint), dataset="ravdess", data=data / "ravdess", split="all", progress=lambda *_: None
    )
    assert everyone["unseen"] is False
    assert everyone["streams"]["voice"]["speakers"] == 3


def test_fusion_is_set_beside_each_of_its_streams(checkpoint: Path, data: Path) -> None:
    streams = evaluate(
        str(checkpoint), dataset="ravdess", data=data / "ravdess", split="all", progress=lambda *_: None
    )["streams"]
    for stream in ("voice", "words"):
        beside = streams["fused"]["beside"][stream]
        assert beside["ua_difference"] == pytest.approx(streams["fused"]["ua"] - streams[stream]["ua"], abs=2e-4)
        low, high = beside["ua_difference_interval"]
        assert low <= high
    assert "beside" not in streams["voice"]


@pytest.mark.parametrize(("dataset", "split"), [("ravdess", "train"), ("ravdess", "dev"), ("goemotions", "all")])
def test_what_the_checkpoint_learnt_from_is_never_called_unseen(
    dataset: str, split: str, checkpoint: Path, data: Path
) -> None:
    report = evaluate(str(checkpoint), dataset=dataset, data=data / dataset, split=split, progress=lambda *_: None)
    assert report["unseen"] is False


@pytest.fixture(scope="module")
def folds(checkpoint: Path, data: Path) -> Path:
    """A checkpoint for each speaker, who is held out there."""
    recipe = load_recipe(str(data / "tiny.toml"))
    for fold in (2, 3):
        out = data / "folds" / str(fold)
        train(recipe, data=data, out=out, cache=checkpoint / "cache", seed=3, fold=fold, report=lambda _: None)
    return data / "folds"


@pytest.fixture(scope="module")
def other_seed(folds: Path, data: Path) -> Path:
    """The same folds, as another seed might have made them."""
    for fold in (1, 2, 3):
        out = data / "seed-4" / str(fold)
        out.mkdir(parents=True)
        state = load_file(folds / str(fold) / "model.safetensors")
        save_file(
            {name: -tensor if name == "voice.head.weight" else tensor for name, tensor in state.items()}, out / WEIGHTS
        )
        card = read_card(folds / str(fold))
        card["training"]["seed"] = 4
        write_card(out, card | {"sha256": sha256_of(out / WEIGHTS)})
    return data / "seed-4"


def _cross_validated(checkpoint: Path, data: Path, *folds: Path) -> dict[str, Any]:
    return evaluate(
        str(checkpoint),
        dataset="ravdess",
        data=data / "ravdess",
        split="folds",
        folds=folds,
        progress=lambda *_: None,
    )


def test_cross_validation_asks_for_each_speaker_the_checkpoint_that_held_that_speaker_out(
    checkpoint: Path, data: Path, folds: Path
) -> None:
    report = _cross_validated(checkpoint, data, folds)
    assert report["unseen"] is True
    assert (len(report["checkpoints"]), report["seeds"]) == (3, [3])
    assert report["streams"]["voice"]["speakers"] == 3
    assert report["streams"]["voice"]["examples"] == 24


def test_cross_validation_of_two_seeds_says_how_far_they_lie_apart(
    checkpoint: Path, data: Path, folds: Path, other_seed: Path
) -> None:
    one, other, both = (
        _cross_validated(checkpoint, data, *seeds) for seeds in ([folds], [other_seed], [folds, other_seed])
    )
    assert (both["seeds"], len(both["checkpoints"])) == ([3, 4], 6)
    voice, alone = both["streams"]["voice"], [report["streams"]["voice"]["wa"] for report in (one, other)]
    assert voice["wa"] == pytest.approx(np.mean(alone), abs=1e-3)
    assert voice["seed_deviation"]["wa"] == pytest.approx(np.std(alone, ddof=1), abs=1e-3)
    assert (voice["examples"], voice["speakers"], voice["seeds"]) == (24, 3, 2)


def test_cross_validation_refuses_the_same_seed_twice_and_seeds_in_one_folder(
    checkpoint: Path, data: Path, folds: Path, other_seed: Path, tmp_path: Path
) -> None:
    with pytest.raises(DatasetError, match="of seed 3"):
        _cross_validated(checkpoint, data, folds, folds)
    (tmp_path / "a").symlink_to(folds / "1")
    (tmp_path / "b").symlink_to(other_seed / "2")
    with pytest.raises(DatasetError, match="seeds 3, 4"):
        _cross_validated(checkpoint, data, tmp_path)
    with pytest.raises(DatasetError, match="needs --folds"):
        _cross_validated(checkpoint, data)


def test_cross_validation_refuses_to_leave_a_speaker_out_silently(checkpoint: Path, data: Path, tmp_path: Path) -> None:
    (tmp_path / "only").symlink_to(checkpoint)
    with pytest.raises(DatasetError, match="No checkpoint held out"):
        _cross_validated(checkpoint, data, tmp_path)


def test_a_data_set_that_the_model_cannot_read_is_refused(checkpoint: Path, tmp_path: Path) -> None:
    (tmp_path / "fer2013.csv").write_text("emotion,pixels,Usage\n0," + " ".join(["7"] * 48 * 48) + ",Training\n")
    with pytest.raises(DatasetError, match="has nothing that"):
        evaluate(str(checkpoint), dataset="fer2013", data=tmp_path, progress=lambda *_: None)


def test_texts_are_evaluated_without_a_voice(checkpoint: Path, data: Path) -> None:
    report = evaluate(str(checkpoint), dataset="goemotions", data=data / "goemotions", progress=lambda *_: None)
    assert set(report["streams"]) == {"words", "fused"}
    assert np.isclose(report["streams"]["words"]["wa"], report["streams"]["fused"]["wa"])


def test_weights_that_are_not_those_of_the_card_are_refused(checkpoint: Path, tmp_path: Path) -> None:
    for name in ("card.json", "model.safetensors"):
        (tmp_path / name).write_bytes((checkpoint / name).read_bytes())
    with (tmp_path / "model.safetensors").open("r+b") as weights:
        weights.seek(-1, 2)
        weights.write(b"!")
    with pytest.raises(ModelUnavailableError) as refusal:
        load_model(str(tmp_path))
    assert refusal.value.code == "checksum_mismatch"
