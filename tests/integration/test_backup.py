"""Backups between real installations: SQLite to PostgreSQL and back, by the commands of an operator."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scripts.preflight import ROOT
from tests import migrated
from tests.services import postgres_database

pytestmark = pytest.mark.services

START = """
import django
django.setup()
from io import StringIO
from django.core.management import CommandError, call_command
"""

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


RESTORED = """
done = StringIO()
call_command("restore", {backup!r}, *{options!r}, stdout=done)
assert "3 recording" in done.getvalue()
"""

BACKED_UP = "call_command('backup', {backup!r}, stdout=StringIO(), stderr=StringIO())"

REFUSED = """
try:
    call_command("restore", {backup!r})
except CommandError as refusal:
    assert "--replace" in str(refusal)
else:
    raise AssertionError("it was restored over data")
"""


class Installation:
    """A data folder and a database, and what an operator does there. Each process takes seconds to start: a test does all of
    one installation's in one."""

    def __init__(self, folder: Path, **variables: str) -> None:
        self.environment = migrated.environment(UNDERTONE_DATA_DIR=str(folder), **variables)
        if "DATABASE_URL" in variables:
            migrated.postgresql(variables["DATABASE_URL"])
        else:
            migrated.sqlite(folder)

    def told(self, *steps: str) -> list[dict[str, Any]]:
        """What is stored, each time that a step is `TELL`."""
        code = "\n".join((START, *steps))
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]


def settled(told: dict[str, Any]) -> dict[str, Any]:
    """As a restored installation has it: what was running waits."""
    values = {'"running"': '"queued"', '"host:1:x"': '""'}
    analyses = [[values.get(value, value) for value in row] for row in told["recognition.analysis"]]
    return {**told, "recognition.analysis": analyses}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A backup of an installation, and what has to be there once it is restored."""
    folder = tmp_path_factory.mktemp("backup")
    (told,) = Installation(folder / "first").told(FILL, TELL, BACKED_UP.format(backup=str(folder / "first.tar")))
    return folder / "first.tar", settled(told)


def test_a_backup_goes_from_sqlite_to_postgresql_and_back(first: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    backup, told = first
    assert (len(told["recognition.segment"]), len(told["media"]), told["groups"]) == (120, 3, ["listeners"])
    assert told["found"] == 3, "the full-text index found the words"
    restored, back = RESTORED.format(backup=str(backup), options=[]), str(tmp_path / "second.tar")
    with postgres_database() as url:
        second = Installation(tmp_path / "second", DATABASE_URL=url)
        assert second.told(restored, TELL, NUMBERS_GO_ON, BACKED_UP.format(backup=back)) == [told]
    assert Installation(tmp_path / "third").told(RESTORED.format(backup=back, options=[]), TELL) == [told]


def test_nothing_is_restored_over_data_unless_it_is_asked_for(
    first: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    backup, told = first
    refused, replaced = REFUSED.format(backup=str(backup)), RESTORED.format(backup=str(backup), options=["--replace"])
    before, after, ended = Installation(tmp_path / "there").told(FILL, TELL, refused, TELL, replaced, TELL)
    assert after == before != told
    assert ended == told
    kept = [file for file in (tmp_path / "there" / "media").rglob("*") if file.is_file()]
    assert len(kept) == 3, "the files of those replaced are gone"
