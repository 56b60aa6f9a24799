import json
from pathlib import Path

import pytest
from PIL import Image

from recognition.engine.cli import DONE, FAILED, main
from recognition.engine.datasets.base import DATASETS, Dataset, Utterance, load_dataset
from recognition.engine.datasets.occurrence_chart import write_chart
from recognition.engine.datasets.occurrences import occurrences
from tests.engine.datasets.layouts import LAYOUTS, emodb, goemotions


def _dataset() -> Dataset:
    people = (("ann", "female", "de"), ("bob", "male", "en"), ("eve", None, "en"))
    return Dataset(
        name="small",
        licence="free",
        utterances=tuple(
            Utterance(f"{name} {label}", (label,), text="Oh.", speaker=name, sex=sex, language=language, split=split)
            for name, sex, language in people
            for label, split in (("sad", "test"), ("happy", "train"), ("happy", "train"))
        ),
        folds=(frozenset({"ann"}), frozenset({"bob", "eve"})),
    )


def test_it_counts_over_all_and_by_each_facet() -> None:
    counted = occurrences(_dataset())
    assert (counted.utterances, counted.speakers, counted.streams) == (9, 3, ("words",))
    assert counted.total == {"happy": 6, "sad": 3}
    assert counted.facets["split"] == {"train": {"happy": 6, "sad": 0}, "test": {"happy": 0, "sad": 3}}
    assert list(counted.facets["sex"]) == ["female", "male", "unknown"]
    assert counted.facets["language"]["en"] == {"happy": 4, "sad": 2}
    assert counted.facets["fold"] == {"1": {"happy": 2, "sad": 1}, "2": {"happy": 4, "sad": 2}}


def test_a_facet_with_one_value_tells_nothing_and_is_left_out(tmp_path: Path) -> None:
    assert set(occurrences(load_dataset("emodb", emodb(tmp_path))).facets) == {"sex", "fold"}


def test_every_label_of_an_utterance_counts(tmp_path: Path) -> None:
    counted = occurrences(load_dataset("goemotions", goemotions(tmp_path)))
    assert (counted.utterances, counted.total) == (3, {"neutral": 1, "happy": 2, "angry": 1})


@pytest.mark.parametrize("name", DATASETS)
def test_every_data_set_of_the_table_has_its_chart(name: str, tmp_path: Path) -> None:
    write, count = LAYOUTS[name]
    counted = occurrences(load_dataset(name, write(tmp_path)))
    write_chart(counted, tmp_path / "chart.png")
    assert sum(counted.total.values()) >= count
    with Image.open(tmp_path / "chart.png") as picture:
        assert picture.height >= 250 * (1 + len(counted.facets))


def test_the_command_prints_a_table_and_writes_both_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(emodb(tmp_path))
    files = ["--png", str(tmp_path / "chart.png"), "--json", str(tmp_path / "counts.json")]
    assert main(["data", "emodb", "--data", folder, *files]) == DONE
    printed = capsys.readouterr().out
    assert "emodb: 2 utterances, 2 speakers; voice" in printed
    assert "female" in printed
    assert (tmp_path / "chart.png").read_bytes().startswith(b"\x89PNG")
    assert json.loads((tmp_path / "counts.json").read_text())["total"] == {"happy": 1, "angry": 1}


def test_the_command_gives_json_alone_on_standard_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "emodb", "--data", str(emodb(tmp_path)), "--json", "-"]) == DONE
    assert json.loads(capsys.readouterr().out)["utterances"] == 2


@pytest.mark.parametrize("arguments", [["imaginary", "--data", "."], ["emodb", "--data", "/nowhere"]])
def test_the_command_refuses_in_one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", *arguments]) == FAILED
    assert capsys.readouterr().err.count("\n") == 1
