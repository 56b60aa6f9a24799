import pytest

from recognition.engine.evaluation.card_metrics import GOALS
from recognition.engine.evaluation.goals import PLACE, filled
from recognition.engine.fusion.cards import CHECKPOINTS_DIR, Card, read_card

CARD: Card = {
    "id": "voice-words",
    "metrics": [
        {"dataset": "ravdess", "split": "test", "streams": {"voice": {"wa": 0.5, "recall": {"sad": 0.25}}}},
    ],
}


def test_figures_stand_in_their_places() -> None:
    page = "| WA | {ravdess/test/voice: wa} |, sad {ravdess/test/voice: recall.sad}, {as it is}"
    assert filled(page, [CARD]) == "| WA | 0.500 |, sad 0.250, {as it is}"


def test_a_figure_that_the_card_does_not_have_is_an_error() -> None:
    for missing in ("{ravdess/folds/voice: wa}", "{ravdess/test/voice: ece}"):
        with pytest.raises(KeyError):
            filled(missing, [CARD])


def test_every_place_on_the_page_of_goals_is_filled() -> None:
    page = GOALS.read_text(encoding="utf-8")
    assert PLACE.search(page)
    assert "{" not in filled(page, [read_card(CHECKPOINTS_DIR / "voice-words")])
