"""GET models/comparison/: the shipped models side by side."""

from rest_framework.test import APIClient

from recognition.catalogue import comparison_tables


def test_every_table_is_told(client: APIClient) -> None:
    answer = client.get("/api/v1/models/comparison/")
    assert answer.status_code == 200
    assert [table["classes"] for table in answer.json()] == [table["classes"] for table in comparison_tables()]
    first = answer.json()[0]["models"][0]
    assert first["streams"]["fused"]["wa_interval"][0] < first["streams"]["fused"]["wa"]


def test_it_is_only_read(client: APIClient) -> None:
    assert client.post("/api/v1/models/comparison/").status_code == 405
