"""Models and speech engines."""

from pathlib import Path

import pytest
from rest_framework.test import APIClient

from recognition.engine.asr.base import ENGINES

pytestmark = pytest.mark.django_db


def test_the_models_are_listed(client: APIClient) -> None:
    assert client.get("/api/v1/models/").json() == [
        {
            "id": "voice-words",
            "version": "1.0.0",
            "task": "emotion from voice and words",
            "labels": ["sad", "happy"],
            "modalities": ["voice", "words"],
            "needs": [],
            "usable": True,
            "missing": None,
        }
    ]


def test_a_model_has_its_card(client: APIClient) -> None:
    card = client.get("/api/v1/models/voice-words/").json()
    assert (card["sha256"], card["usable"]) == ("1" * 64, True)


def test_a_model_without_weights_says_what_to_do(client: APIClient, tmp_path: Path) -> None:
    (tmp_path / "checkpoints" / "voice-words" / "model.safetensors").unlink()
    card = client.get("/api/v1/models/voice-words/").json()
    assert card["usable"] is False
    assert "emotion models pull voice-words" in card["missing"]


@pytest.mark.parametrize("model", ["crystal-ball", "..", "%2Ftmp"])
def test_an_unknown_model_is_not_found(client: APIClient, model: str) -> None:
    assert client.get(f"/api/v1/models/{model}/").status_code == 404


def test_every_speech_engine_is_listed(client: APIClient) -> None:
    engines = {each["id"]: each for each in client.get("/api/v1/engines/").json()}
    assert engines.keys() == ENGINES.keys()
    assert engines["pocketsphinx"]["usable"] is True
    assert engines["openai-whisper"]["reason"]


@pytest.mark.parametrize("path", ["models/", "models/voice-words/", "engines/"])
def test_other_methods_are_refused(client: APIClient, path: str) -> None:
    assert client.post(f"/api/v1/{path}").status_code == 405


@pytest.mark.parametrize("path", ["/api/v1/nothing/", "/api/nothing", "/api/v1/recordings/not-an-id/"])
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_an_unknown_address_answers_in_the_one_shape(client: APIClient, path: str, method: str) -> None:
    answer = getattr(client, method)(path)
    assert answer.status_code == 404
    assert answer.json() == {
        "type": "client_error",
        "errors": [{"code": "not_found", "detail": "Not found.", "attr": None}],
    }
