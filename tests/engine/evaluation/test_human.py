import json
import os
from pathlib import Path

import numpy as np
import pytest

from recognition.engine.cli import DONE, FAILED, main
from recognition.engine.datasets.crema_d import ClipVotes
from recognition.engine.evaluation.human import (
    LABELS,
    crowd,
    human_yardstick,
    judgements,
    people,
)
from recognition.engine.evaluation.metrics import calibration_error

HEADING = '"","A","D","F","H","N","S","fileName"\n'
CLIPS = ("1001_IEO_ANG_HI", "1002_IEO_NEU_XX")


def _votes(clip: str, **votes: int) -> ClipVotes:
    return ClipVotes(clip=clip, mode="voice", votes={label: votes.get(label, 0) for label in LABELS})


def _folder(folder: Path) -> Path:
    """Two clips: everybody hears both as neutral, sees both right, and is split on both together."""
    rows = [f'"{mode}0000{row}",{votes},"{CLIPS[row]}"\n' for mode in "123" for row, votes in enumerate(_cells(mode))]
    (folder / "tabulatedVotes.csv").write_text(HEADING + "".join(rows))
    (folder / "VideoDemographics.csv").write_text('"ActorID","Sex"\n1001,"Male"\n1002,"Female"\n')
    return folder


def _cells(mode: str) -> tuple[str, str]:
    return {
        "1": ("0,0,0,0,10,0", "0,0,0,0,10,0"),
        "2": ("10,0,0,0,0,0", "0,0,0,0,10,0"),
        "3": ("5,0,0,0,5,0", "5,0,0,0,5,0"),
    }[mode]


def test_a_person_s_accuracy_counts_every_answer() -> None:
    judged = judgements([_votes("1001_IEO_ANG_HI", angry=3, neutral=7), _votes("1002_IEO_HAP_HI", happy=5)])
    figures = people(judged)
    assert figures["answers"] == 15
    assert figures["wa"] == pytest.approx(8 / 15, abs=1e-4)
    assert figures["ua"] == pytest.approx((3 / 10 + 5 / 5) / 2)
    row = figures["confusion"][LABELS.index("angry")]
    assert (row[LABELS.index("angry")], row[LABELS.index("neutral")]) == (3, 7)


def test_the_crowd_says_what_most_say_and_shares_a_tie() -> None:
    judged = judgements([_votes("1001_IEO_ANG_HI", angry=6, neutral=4), _votes("1002_IEO_HAP_HI", happy=5, neutral=5)])
    figures = crowd(judged)
    assert figures["wa"] == 0.75
    assert figures["recall"]["happy"] == 0.5


def test_the_crowd_s_calibration_is_share_of_votes_against_how_often_it_is_right() -> None:
    judged = judgements([_votes(f"10{number}_IEO_SAD_HI", sad=8, neutral=2) for number in range(10, 14)])
    figures = crowd(judged)
    assert figures["ece"] == pytest.approx(0.2)
    assert figures["reliability"] == {"confidence": [0.8], "accuracy": [1.0], "share": [1.0]}


def test_calibration_errors_of_separate_bins_do_not_cancel() -> None:
    bins = np.array([[1.6, 2.0, 2.0], [1.4, 1.0, 2.0]])  # too modest in one, too sure in the other
    assert calibration_error(bins) == pytest.approx(0.2)


def test_each_stream_has_its_figures_and_slices(tmp_path: Path) -> None:
    report = human_yardstick("crema_d", _folder(tmp_path))
    streams = report["streams"]
    assert [streams[name]["people"]["wa"] for name in ("voice", "face", "both")] == [0.5, 1.0, 0.5]
    assert streams["voice"]["crowd"]["ece"] == 0.5  # all are sure, half are right
    assert streams["both"]["crowd"]["ece"] == 0.0
    assert streams["voice"]["slices"]["sex=female"] == {"answers": 10, "ua": 1.0, "wa": 1.0}


def test_the_interval_is_over_actors(tmp_path: Path) -> None:
    """All of one actor's clips are heard right and all of the other's wrong: with two actors anything is possible."""
    assert human_yardstick("crema_d", _folder(tmp_path))["streams"]["voice"]["people"]["wa_interval"] == [0.0, 1.0]


def test_the_same_votes_give_the_same_report(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    assert human_yardstick("crema_d", folder) == human_yardstick("crema_d", folder)


def test_the_command_prints_it_and_writes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "human.json"
    arguments = ["evaluate", "human", "--dataset", "crema_d", "--data", str(_folder(tmp_path)), "--json", str(target)]
    assert main(arguments) == DONE
    assert "one person   WA   0.500" in capsys.readouterr().out
    assert json.loads(target.read_text()) == human_yardstick("crema_d", tmp_path)


@pytest.mark.parametrize(
    ("dataset", "complaint"),
    [("emodb", "does not tell how people did"), ("imaginary", "Unknown dataset"), ("crema_d", "tabulatedVotes.csv")],
)
def test_without_people_s_votes_it_is_refused_in_one_line(
    dataset: str, complaint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", "human", "--dataset", dataset, "--data", str(tmp_path)]) == FAILED
    told = capsys.readouterr().err
    assert complaint in told
    assert told.count("\n") == 1


@pytest.mark.data
def test_people_do_as_published() -> None:
    if "EMOTION_DATA" not in os.environ:
        pytest.skip("EMOTION_DATA is not set")
    streams = human_yardstick("crema_d", Path(os.environ["EMOTION_DATA"]) / "crema_d")["streams"]
    for figures in streams.values():
        assert figures["people"]["wa"] == pytest.approx(figures["published_wa"], abs=0.015)
    assert streams["voice"]["people"]["ua"] == pytest.approx(0.407, abs=0.001)
    assert streams["voice"]["crowd"]["ece"] > streams["both"]["crowd"]["ece"]
