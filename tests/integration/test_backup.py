"""Backups between real installations: SQLite to PostgreSQL and back, by the commands an operator types."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from scripts.preflight import ROOT
from tests.integration.running_site import DATABASE, migrated_database
from tests.services import postgres_server

pytestmark = pytest.mark.services

OURS = ("UNDERTONE_", "DATABASE_URL", "REDIS_URL", "DJANGO_")

FILL = """
from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from recognition import files
from recognition.models import Analysis, Preferences, Recording, Segment
from recognition.services.retention import recording_remove

ada = User.objects.create_user("ada", password="secret words")
ada.groups.add(Group.objects.create(name="listeners"))
Preferences.objects.create(owner=ada, retention_days=30)
for number in range(3):
    recording = Recording.objects.create(
        owner=ada, title=f"Grüße {number} “so”", name="a.wav", media_type="audio/wav", size_bytes=5, sha256="0" * 64,
        peaks=[0.0, 0.5], duration_s=1.5)
    recording.file = files.store(files.original_name(recording.id), ContentFile(b"sound" + bytes([number]) * 300000))
    recording.save()
    analysis = Analysis.objects.create(recording=recording, model="voice-words", status="done" if number else "running",
        lease_holder="" if number else "host:1:x", overall={"top": "sad"}, attempts=1)
    for index in range(40):
        Segment.objects.create(analysis=analysis, index=index, text=f"Wörter {index}", search_words=f"worter {index}",
            body={"index": index, "text": f"Wörter {index}"})
"""

TELL = """
import hashlib, json
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from recognition.backups.archive import models_kept
from recognition.models import Recording, Segment
told = {}
for model in models_kept():
    # PostgreSQL keeps the keys of JSON in an order of its own.
    rows = [
        [json.dumps(value, sort_keys=True, default=str) for value in row]
        for row in model._base_manager.order_by("pk").values_list()
    ]
    told[model._meta.label_lower] = rows
told["media"] = sorted(hashlib.sha256(r.file.open().read()).hexdigest() for r in Recording.objects.all())
told["groups"] = [group.name for user in User.objects.all() for group in user.groups.all()]
told["found"] = Segment.objects.filter(search_words__has_words=("worter", "7")).count()
print(json.dumps(told))
"""

NUMBERS_GO_ON = "User.objects.create_user('bob').delete()  # behind those restored"


def command(*words: object) -> str:
    """One of manage.py's, in a process that does more besides: each takes seconds to start."""
    return f"""
from io import StringIO
from django.core.management import call_command
call_command(*{[str(word) for word in words]!r}, stdout=StringIO(), stderr=StringIO())
"""


class Installation:
    """A data folder and a database, driven by manage.py."""

    def __init__(self, folder: Path, **variables: str) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        self.environment: Mapping[str, str] = {
            **kept, "UNDERTONE_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "emotion_site.settings", **variables,
        }  # fmt: skip
        if "DATABASE_URL" in variables:
            self.manage("migrate", "--verbosity", "0")
        else:
            folder.mkdir()
            (folder / DATABASE).write_bytes(migrated_database())

    def manage(self, *arguments: str) -> str:
        done = self.tried("manage.py", *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def tried(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )

    def run(self, code: str) -> str:
        done = self.tried("-c", f"import django; django.setup()\n{code}")
        assert done.returncode == 0, done.stderr
        return done.stdout

    def told(self, *, before: str = "", after: str = "") -> dict[str, Any]:
        """What is stored; code may run before and after that in the same process, for each takes seconds to start."""
        read: dict[str, Any] = json.loads(self.run(f"{before}\n{TELL}\n{after}"))
        return read


def settled(told: dict[str, Any]) -> dict[str, Any]:
    """As a restored installation has it: what was running waits."""
    values = {'"running"': '"queued"', '"host:1:x"': '""'}
    analyses = [[values.get(value, value) for value in row] for row in told["recognition.analysis"]]
    return {**told, "recognition.analysis": analyses}


def test_a_backup_goes_from_sqlite_to_postgresql_and_back(tmp_path: Path) -> None:
    first = Installation(tmp_path / "first")
    told = settled(first.told(before=FILL, after=command("backup", tmp_path / "first.tar")))
    assert (len(told["recognition.segment"]), len(told["media"]), told["groups"]) == (120, 3, ["listeners"])
    with postgres_server() as url:
        second = Installation(tmp_path / "second", DATABASE_URL=url)
        assert "3 recording" in second.manage("restore", str(tmp_path / "first.tar"))
        assert second.told(after=NUMBERS_GO_ON + command("backup", tmp_path / "second.tar")) == told
    third = Installation(tmp_path / "third")
    assert third.told(before=command("restore", tmp_path / "second.tar")) == told
    assert told["found"] == 3, "the full-text index found the words"


def test_nothing_is_restored_over_data_unless_it_is_asked_for(tmp_path: Path) -> None:
    here, there = Installation(tmp_path / "here"), Installation(tmp_path / "there")
    backup = tmp_path / "backup.tar"
    backed_up, before = here.told(before=FILL, after=command("backup", backup)), there.told(before=FILL)
    refused = there.tried("manage.py", "restore", str(backup))
    assert (refused.returncode, "--replace" in refused.stderr, "Traceback" in refused.stderr) == (1, True, False)
    assert there.told() == before
    assert there.told(before=command("restore", "--replace", backup)) == settled(backed_up)
    kept = [file for file in (tmp_path / "there" / "media").rglob("*") if file.is_file()]
    assert len(kept) == 3, "the files of those replaced are gone"
