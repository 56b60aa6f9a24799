"""The recipes of published set-ups, trained for an epoch on corpora made on the spot in their publishers' layouts."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from recognition.engine.datasets.emodb import EMOTIONS as EMODB_EMOTIONS
from recognition.engine.datasets.iemocap import EMOTIONS as IEMOCAP_EMOTIONS
from recognition.engine.datasets.meld import EMOTIONS as MELD_EMOTIONS
from recognition.engine.datasets.ravdess import EMOTIONS as RAVDESS_EMOTIONS
from recognition.engine.evaluation.evaluate import evaluate
from recognition.engine.fusion.base import Hearing, load_model
from recognition.engine.fusion.cards import read_card
from recognition.engine.testing import tone, write_wav
from recognition.engine.training.recipe import Recipe, load_recipe
from recognition.engine.training.train import train
from recognition.engine.types import Quality

SESSIONS = (1, 2, 3)
COLUMNS = "Sr No.,Utterance,Speaker,Emotion,Sentiment,Dialogue_ID,Utterance_ID,Season,Episode,StartTime,EndTime"


def _write_iemocap(folder: Path) -> None:
    for session in SESSIONS:
        dialog = f"Ses0{session}F_impro01"
        for place in ("dialog/EmoEvaluation", "dialog/transcriptions", f"sentences/wav/{dialog}"):
            (folder / f"Session{session}" / place).mkdir(parents=True)
        judged, said = [], []
        for sex in "FM":
            for number, emotion in enumerate(("neu", "fru", "ang", "sad", "exc")):
                turn = f"{dialog}_{sex}00{number}"
                sound = folder / f"Session{session}" / "sentences" / "wav" / dialog / f"{turn}.wav"
                write_wav(sound, tone(0.8, frequency_hz=200.0 * (number + 1)))
                judged.append(f"[{number}.0 - {number}.8]\t{turn}\t{emotion}\t[2.5, 2.5, 2.5]")
                said.append(f"{turn} [00{number}.0000-00{number}.8000]: This is {IEMOCAP_EMOTIONS[emotion]}.")
        (folder / f"Session{session}/dialog/EmoEvaluation/{dialog}.txt").write_text("\n".join(judged) + "\n")
        (folder / f"Session{session}/dialog/transcriptions/{dialog}.txt").write_text("\n".join(said) + "\n")


def _write_meld(folder: Path) -> None:
    for split, films in (
        ("train", "train_splits"),
        ("dev", "dev_splits_complete"),
        ("test", "output_repeated_splits_test"),
    ):
        (folder / films).mkdir(parents=True)
        rows = []
        for number, emotion in enumerate(MELD_EMOTIONS):
            rows.append(f"{number},This is {emotion}.,Joey,{emotion},neutral,0,{number},1,1,0,1")
            write_wav(folder / films / f"dia0_utt{number}.wav", tone(0.8, frequency_hz=200.0 * (number + 1)))
        (folder / f"{split}_sent_emo.csv").write_text("\n".join([COLUMNS, *rows]) + "\n")


def _write_ravdess(folder: Path) -> None:
    for actor in ("02", "03", "10"):
        (folder / f"Actor_{actor}").mkdir(parents=True)
        for number in RAVDESS_EMOTIONS:
            sound = folder / f"Actor_{actor}" / f"03-01-{number}-01-01-01-{actor}.wav"
            write_wav(sound, tone(0.8, frequency_hz=150.0 * int(number)))


def _write_emodb(folder: Path) -> None:
    (folder / "wav").mkdir(parents=True)
    for speaker in ("03", "08", "09"):
        for number, emotion in enumerate(EMODB_EMOTIONS):
            write_wav(folder / "wav" / f"{speaker}a01{emotion}a.wav", tone(0.8, frequency_hz=150.0 * (number + 1)))


def _shortened(recipe: Recipe) -> Recipe:
    return replace(
        recipe,
        voice=replace(recipe.voice, epochs=1),
        words=recipe.words and replace(recipe.words, epochs=1, tuned_layers=1),
        fusion=recipe.fusion and replace(recipe.fusion, epochs=1, pairs=512),
    )


# What a voice is read as where its speaker has utterances enough.
RELATIVE = {"voice", "fused", "voice_baseline", "fused_baseline", "voice_centred"}


@pytest.mark.parametrize(
    ("name", "write", "init", "streams", "held_out"),
    [
        ("iemocap-5", _write_iemocap, None, {"voice", "words", "fused"}, 10),
        ("meld-7", _write_meld, None, {"voice", "words", "fused"}, 7),
        ("ravdess-8", _write_ravdess, "voice-words", RELATIVE, 8),
        ("emodb-7", _write_emodb, "voice-words", {"voice", "fused"}, 7),
    ],
)
def test_it_trains_and_reports_each_stream_on_what_it_has_not_heard(
    name: str, write: Callable[[Path], None], init: str | None, streams: set[str], held_out: int, tmp_path: Path
) -> None:
    corpus = name.partition("-")[0]
    write(tmp_path / corpus)
    recipe = _shortened(load_recipe(f"{name}.toml"))
    checkpoint = train(recipe, data=tmp_path, out=tmp_path / "out", init=init, report=lambda _: None)
    report = evaluate(str(checkpoint), dataset=corpus, data=tmp_path / corpus, progress=lambda *_: None)
    assert report["unseen"] is True
    assert set(report["streams"]) == streams
    assert {figures["examples"] for figures in report["streams"].values()} == {held_out}
    assert report["classes"] == list(recipe.labels)


def test_a_model_of_voices_alone_reads_and_says_that_words_had_no_part(tmp_path: Path) -> None:
    _write_ravdess(tmp_path / "ravdess")
    recipe = _shortened(load_recipe("ravdess-8.toml"))
    checkpoint = train(recipe, data=tmp_path, out=tmp_path / "out", init="voice-words", report=lambda _: None)
    card = read_card(checkpoint)
    assert (card["modalities"], card["architecture"]["words"]) == (["voice"], None)
    quality = Quality(snr_db=20.0, clipping=0.0, speech_ratio=1.0)
    reading = load_model(str(checkpoint)).read(Hearing(tone(1.2), "so happy", 0.9, "en", quality, 1.2))
    assert reading.scores.words is None
    assert reading.scores.fused == reading.scores.voice
    assert reading.weights == {"voice": 1.0, "words": 0.0}
