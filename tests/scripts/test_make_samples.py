"""The sample clips of the front page."""

import json

import pytest

from recognition.engine.asr.base import open_engine
from recognition.engine.config import EngineConfig
from recognition.engine.media import decode, probe
from scripts.make_samples import FOLDER, SAMPLES, Sample


def test_the_list_names_every_sample_that_is_there() -> None:
    listed = {entry["file"]: entry for entry in json.loads((FOLDER / "samples.json").read_text())}
    assert listed.keys() == {path.name for path in FOLDER.glob("*.mp3")}
    assert {entry["mood"] for entry in listed.values()} == {sample.mood for sample in SAMPLES}
    for name, entry in listed.items():
        assert probe(FOLDER / name).duration_s == pytest.approx(entry["duration_s"], abs=0.1)
        assert 6 <= entry["duration_s"] <= 13


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.mood)
def test_most_of_its_words_are_understood_without_whisper(sample: Sample) -> None:
    engine = open_engine("pocketsphinx", EngineConfig(models_dir=FOLDER))
    with decode(FOLDER / f"{sample.mood}.mp3") as pcm:
        heard = {word.text for word in engine.transcribe(pcm.read(), language="en", offset_s=0.0)}
    said = " ".join(sample.sentences).lower().replace(".", "").split()
    assert sum(word in heard for word in said) >= 0.7 * len(said)
