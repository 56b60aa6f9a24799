from typing import Any

import pytest

from recognition.engine.evaluation.card_metrics import GOALS
from recognition.engine.evaluation.goals import NOT_MEASURED, PLACE, filled
from recognition.engine.fusion.cards import CHECKPOINTS_DIR, Card, model_ids, read_card


def _entry(streams: dict[str, Any], version: str = "1.8.0", split: str = "test") -> dict[str, Any]:
    return {"version": version, "dataset": "ravdess", "split": split, "streams": streams}


CARD: Card = {
    "id": "voice-words",
    "version": "1.8.0",
    "metrics": [_entry({"voice": {"wa": 0.5, "recall": {"sad": 0.25}}})],
}


def test_figures_stand_in_their_places() -> None:
    page = "| WA | {ravdess/test/voice: wa} |, sad {ravdess/test/voice: recall.sad}, {as it is}"
    assert filled(page, [CARD]) == "| WA | 0.500 |, sad 0.250, {as it is}"


def test_another_model_is_named() -> None:
    other: Card = {"id": "au-mfcc", "version": "1.0.0", "metrics": [_entry({"fused": {"wa": 0.75}}, "1.0.0")]}
    page = "{au-mfcc ravdess/test/fused: wa} beside {ravdess/test/voice: wa}"
    assert filled(page, [CARD, other]) == "0.750 beside 0.500"


def test_a_difference_has_its_sign_and_its_interval() -> None:
    beside = {"voice": {"ua_difference": 0.01, "ua_difference_interval": [-0.02, 0.03]}}
    card = {**CARD, "metrics": [_entry({"fused": {"beside": beside}})]}
    assert filled("{ravdess/test/fused: beside.voice.ua_difference}", [card]) == "+0.010 [-0.020, +0.030]"


def test_a_figure_of_other_weights_than_the_shipped_says_whose_it_is() -> None:
    card = {**CARD, "metrics": [*CARD["metrics"], _entry({"voice": {"wa": 0.25}}, "1.7.0", "folds")]}
    page = "{ravdess/test/voice: wa} and {ravdess/folds/voice: wa}"
    assert filled(page, [card]) == "0.500 and 0.250 (of 1.7.0)"


def test_folds_that_are_not_trained_yet_are_told_as_not_measured() -> None:
    assert filled("WA {ravdess/folds/voice: wa}", [CARD]) == "WA not measured"


def test_a_figure_that_no_stream_has_is_an_error() -> None:
    with pytest.raises(KeyError):
        filled("{ravdess/test/voice: ece}", [CARD])


def test_every_place_on_the_page_of_goals_is_filled() -> None:
    page = GOALS.read_text(encoding="utf-8")
    assert PLACE.search(page)
    whole = filled(page, [read_card(CHECKPOINTS_DIR / model) for model in model_ids()])
    assert "{" not in whole
    assert NOT_MEASURED not in whole
