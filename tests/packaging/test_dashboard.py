"""The dashboard asks for metrics that there are."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from prometheus_client import REGISTRY

import recognition.work_metrics  # noqa: F401 - registers what workers measure
from recognition.metrics import QueueCollector
from scripts.preflight import ROOT

DASHBOARD = json.loads((ROOT / "ops" / "grafana" / "undertone.json").read_text())


def told_names() -> set[str]:
    """As Prometheus stores them: a counter with _total, a histogram in three parts."""
    Client().get("/healthz")  # a request's metrics are registered with the first one
    endings = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count"), "gauge": ("",)}
    families = [*REGISTRY.collect(), *QueueCollector().describe()]
    return {f"{each.name}{ending}" for each in families for ending in endings.get(each.type, ())}


@pytest.mark.django_db
@pytest.mark.parametrize("panel", DASHBOARD["panels"], ids=lambda panel: panel["title"])
def test_a_panel_s_queries_name_metrics_that_there_are(panel: dict[str, Any]) -> None:
    assert panel["targets"]
    for target in panel["targets"]:
        asked = set(re.findall(r"\b(?:undertone|django|process)_[a-z_]+", target["expr"]))
        assert asked
        assert asked <= told_names(), target["expr"]


def test_panels_have_numbers_and_places_of_their_own() -> None:
    panels = DASHBOARD["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    assert len({(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels}) == len(panels)
