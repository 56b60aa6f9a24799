from pathlib import Path

import pytest

from recognition.engine.datasets.base import load_dataset
from recognition.engine.errors import DatasetError
from recognition.engine.media import decode
from tests.engine.datasets.layouts import clips, file, films, manifest


def test_every_column_of_the_contract_is_read(tmp_path: Path) -> None:
    heard, text = load_dataset("manifest", manifest(tmp_path)).utterances
    assert (heard.label, heard.text, heard.speaker, heard.sex, heard.language) == (
        "happy",
        "hello",
        "ann",
        "female",
        "de",
    )
    assert (heard.path, heard.start_s, heard.end_s) == (tmp_path / "clips/one.wav", 0.05, 0.15)
    assert (text.label, text.path, text.text, text.sex, text.language) == ("sad", None, "oh no", None, "en")
    assert (text.start_s, text.end_s) == (None, None)


def test_the_stretch_is_what_is_heard(tmp_path: Path) -> None:
    heard, _ = load_dataset("manifest", manifest(tmp_path)).utterances
    assert heard.path is not None
    with decode(heard.path, start_s=heard.start_s or 0.0, end_s=heard.end_s) as pcm:
        assert pcm.duration_s == pytest.approx(0.1, abs=0.01)


def test_a_film_is_heard_too_and_has_faces_and_a_split_where_the_table_says_so(tmp_path: Path) -> None:
    films(tmp_path, "one.mp4")
    clips(tmp_path, "two.wav")
    file(tmp_path / "faces/one.npz", "")
    table = "path,label,video,faces,split\n,happy,one.mp4,faces/one.npz,test\ntwo.wav,sad,one.mp4,,\n"
    first, second = load_dataset("manifest", file(tmp_path / "own.csv", table)).utterances
    assert (first.path, first.video, first.faces) == (
        tmp_path / "one.mp4",
        tmp_path / "one.mp4",
        tmp_path / "faces/one.npz",
    )
    assert (first.split, second.split) == ("test", None)
    assert (second.path, second.video, second.faces) == (tmp_path / "two.wav", tmp_path / "one.mp4", None)
    assert first.streams == ("voice", "face")


def test_folds_are_of_named_speakers(tmp_path: Path) -> None:
    assert load_dataset("manifest", manifest(tmp_path)).folds == (frozenset({"ann"}), frozenset({"bob"}))


def test_a_spreadsheet_s_byte_order_mark_and_spare_columns_do_no_harm(tmp_path: Path) -> None:
    path = file(tmp_path / "own.csv", "\ufeffpath, label ,text,mood\n,Happy, hello ,9\n")
    (only,) = load_dataset("manifest", path).utterances
    assert (only.label, only.text) == ("happy", "hello")


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ("path,emotion\n", "lacks the column label. It has: path, emotion."),
        ("", "lacks the column path and label. It has: none."),
        ("path,label\n,cheerful\n", "line 2, column label: unknown label “cheerful”. Known: neutral, calm,"),
        ("path,label\ngone.wav,happy\n", "line 2, column path: there is no file gone.wav."),
        ("path,label\n,happy\n", "line 2, column path: neither a path nor a text."),
        ("path,label,text\n,sad,a\n,happy,\n", "line 3, column path"),
        ("path,label,text,start_s\n,happy,hello,soon\n", "line 2, column start_s: “soon” is not a number of seconds."),
        ("path,label,text,start_s\n,happy,hello,-1\n", "column start_s: “-1” is not"),
        ("path,label,text,end_s\n,happy,hello,nan\n", "column end_s: “nan” is not"),
        ("path,label,text,start_s,end_s\n,happy,hello,2,1\n", "column end_s: “1” is not after the start."),
        ("path,label,text,sex\n,happy,hello,x\n", "column sex: “x” is not known. Known: female, f, male, m, or empty."),
        ("path,label,text,language\n,happy,hello,English\n", "column language: “English” is not a two-letter code"),
        ("path,label,text,video\n,happy,hello,gone.mp4\n", "column video: there is no file gone.mp4."),
        ("path,label,text,split\n,happy,hello,half\n", "column split: unknown split “half”. Known: train, dev, test"),
        ("path,label,text\n,happy\n", "line 2: not 3 cells"),
        ("path,label,text\n,happy,well, hello\n", "line 2: not 3 cells"),
        ('path,label,text\n,happy,"well\n', "not a CSV file"),
    ],
)
def test_it_says_in_which_line_and_column_what_is_wrong(table: str, complaint: str, tmp_path: Path) -> None:
    with pytest.raises(DatasetError) as refusal:
        load_dataset("manifest", file(tmp_path / "own.csv", table))
    assert complaint in refusal.value.message


def test_a_sound_file_or_a_folder_is_no_manifest(tmp_path: Path) -> None:
    clips(tmp_path, "one.wav")
    for path in (tmp_path / "one.wav", tmp_path):
        with pytest.raises(DatasetError, match="not a CSV file in UTF-8"):
            load_dataset("manifest", path)
