"""With UNDERTONE_ACCOUNTS=required: nobody sees anything, and everybody their own."""

import pytest
from rest_framework.test import APIClient

from recognition.models import Analysis, Recording
from recognition.services import analyses
from tests.recognition.conftest import Upload

Clients = dict[str, APIClient]
ID = "6f6ca233-f33d-41b9-b35a-fc17ed9dce95"  # nobody's
ADDRESSES = [
    ("get", "recordings/"),
    ("post", "recordings/"),
    ("get", f"recordings/{ID}/"),
    ("patch", f"recordings/{ID}/"),
    ("delete", f"recordings/{ID}/"),
    ("get", f"recordings/{ID}/media/"),
    ("get", f"recordings/{ID}/peaks/"),
    ("post", f"recordings/{ID}/analyses/"),
    ("get", f"analyses/{ID}/"),
    ("get", f"analyses/{ID}/result/"),
    ("post", f"analyses/{ID}/cancel/"),
    ("post", f"analyses/{ID}/retry/"),
    ("patch", f"analyses/{ID}/segments/0/"),
    ("get", f"analyses/{ID}/export/json/"),
    ("get", "models/"),
    ("get", "models/comparison/"),
    ("get", "models/voice-words/"),
    ("get", "engines/"),
    ("get", "limits/"),
    ("post", "recordings/delete/"),
    ("post", "recordings/restore/"),
    ("get", "recordings/deleted/"),
    ("delete", "recordings/deleted/"),
    ("post", "recordings/archive/"),
    ("get", "settings/"),
    ("patch", "settings/"),
    ("get", "storage/"),
]


@pytest.mark.parametrize(("method", "path"), ADDRESSES)
def test_nobody_may_use_it(accounts: Clients, method: str, path: str) -> None:
    answer = getattr(accounts["nobody"], method)(f"/api/v1/{path}")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (401, "not_authenticated")


@pytest.fixture
def adas(accounts: Clients, upload: Upload) -> Analysis:
    answer = upload(by=accounts["ada"])
    analysis = Analysis.objects.select_related("recording").get(id=answer.json()["analysis"]["id"])
    analyses.analysis_run(analysis_id=analysis.id)
    return analysis


def test_ones_own_recording_is_there(accounts: Clients, adas: Analysis) -> None:
    assert accounts["ada"].get("/api/v1/recordings/").json()["count"] == 1
    assert accounts["ada"].get(f"/api/v1/analyses/{adas.id}/").json()["status"] == "done"


def test_other_users_recordings_do_not_exist(accounts: Clients, adas: Analysis) -> None:
    assert accounts["bob"].get("/api/v1/recordings/").json()["count"] == 0
    for method, path in ADDRESSES:
        if ID not in path:
            continue
        real = path.replace(f"recordings/{ID}", f"recordings/{adas.recording_id}")
        real = real.replace(f"analyses/{ID}", f"analyses/{adas.id}")
        answer = getattr(accounts["bob"], method)(f"/api/v1/{real}", {"title": "mine", "text": "mine"}, format="json")
        assert answer.status_code == 404, f"{method} {real}"
    assert Recording.objects.get().title == "clip"


def test_the_same_file_of_another_user_is_not_told_of(accounts: Clients, adas: Analysis) -> None:
    same = {"sha256": adas.recording.sha256}
    assert accounts["ada"].get("/api/v1/recordings/", same).json()["count"] == 1
    assert accounts["bob"].get("/api/v1/recordings/", same).json()["count"] == 0


def test_a_session_without_a_csrf_token_changes_nothing(accounts: Clients, adas: Analysis) -> None:
    careful = APIClient(enforce_csrf_checks=True)
    careful.force_login(adas.recording.owner)  # type: ignore[arg-type]
    answer = careful.delete(f"/api/v1/recordings/{adas.recording_id}/")
    assert answer.status_code == 403
    assert Recording.objects.exists()


def test_locally_everybody_is_the_one_user(client: APIClient, recording: Recording) -> None:
    assert recording.owner is None
    assert client.get("/api/v1/recordings/").json()["count"] == 1
