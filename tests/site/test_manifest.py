"""What browsers install the page by."""

import json
import struct
from pathlib import Path
from typing import Any

import pytest

from scripts.preflight import ROOT

PUBLIC = ROOT / "frontend" / "public"
MANIFEST: dict[str, Any] = json.loads((PUBLIC / "manifest.webmanifest").read_text())


@pytest.mark.parametrize("icon", MANIFEST["icons"], ids=lambda icon: icon["src"])
def test_every_icon_is_there_in_the_size_that_is_told(icon: dict[str, str]) -> None:
    width, height = size(PUBLIC / icon["src"].lstrip("/"))
    assert icon["sizes"] == f"{width}x{height}"


@pytest.mark.parametrize("purpose", ["any", "maskable"])
def test_there_is_a_large_icon_for_every_purpose(purpose: str) -> None:
    assert "512x512" in [icon["sizes"] for icon in MANIFEST["icons"] if icon["purpose"] == purpose]


def test_shared_files_come_where_the_worker_and_the_site_expect_them() -> None:
    messages = (ROOT / "frontend" / "src" / "features" / "pwa" / "messages.ts").read_text()
    target = MANIFEST["share_target"]
    assert (target["method"], target["enctype"]) == ("POST", "multipart/form-data")
    assert f'SHARE_PATH = "{target["action"]}"' in messages


def size(png: Path) -> tuple[int, int]:
    """Width and height, from the header of a PNG file."""
    width, height = struct.unpack(">II", png.read_bytes()[16:24])
    return width, height
