"""The words of what is stored, and the index that finds them: FTS5 in SQLite, GIN in PostgreSQL."""

from collections.abc import Callable
from typing import Any

from django.core.files.storage import default_storage
from django.db import migrations

from recognition.full_text import folded, title_words

ROWS_AT_ONCE = 1000

SQLITE = [
    # The words lie in the segments' own table; here is only where each occurs.
    """CREATE VIRTUAL TABLE recognition_segment_words USING fts5(
         search_words, content='recognition_segment', content_rowid='id', tokenize='unicode61 remove_diacritics 0')""",
    "INSERT INTO recognition_segment_words(recognition_segment_words) VALUES ('rebuild')",
    """CREATE TRIGGER recognition_segment_words_insert AFTER INSERT ON recognition_segment BEGIN
         INSERT INTO recognition_segment_words(rowid, search_words) VALUES (new.id, new.search_words); END""",
    """CREATE TRIGGER recognition_segment_words_delete AFTER DELETE ON recognition_segment BEGIN
         INSERT INTO recognition_segment_words(recognition_segment_words, rowid, search_words)
         VALUES ('delete', old.id, old.search_words); END""",
    """CREATE TRIGGER recognition_segment_words_update AFTER UPDATE OF search_words ON recognition_segment BEGIN
         INSERT INTO recognition_segment_words(recognition_segment_words, rowid, search_words)
         VALUES ('delete', old.id, old.search_words);
         INSERT INTO recognition_segment_words(rowid, search_words) VALUES (new.id, new.search_words); END""",
]
SQLITE_BACK = [
    "DROP TRIGGER IF EXISTS recognition_segment_words_insert",
    "DROP TRIGGER IF EXISTS recognition_segment_words_delete",
    "DROP TRIGGER IF EXISTS recognition_segment_words_update",
    "DROP TABLE IF EXISTS recognition_segment_words",
]
POSTGRESQL = [
    """CREATE INDEX recognition_segment_words ON recognition_segment
         USING gin (to_tsvector('simple', search_words))""",
]
POSTGRESQL_BACK = ["DROP INDEX IF EXISTS recognition_segment_words"]


def run(sqlite: list[str], postgresql: list[str]) -> Callable[[Any, Any], None]:
    def statements(_apps: Any, schema_editor: Any) -> None:
        for statement in sqlite if schema_editor.connection.vendor == "sqlite" else postgresql:
            schema_editor.execute(statement)

    return statements


def fold_what_is_stored(apps: Any, _schema_editor: Any) -> None:
    fold_all(apps.get_model("recognition", "Recording"), source="title", target="title_words", fold=title_words)
    fold_all(apps.get_model("recognition", "Segment"), source="text", target="search_words", fold=folded)


def fold_all(model: Any, *, source: str, target: str, fold: Callable[[str], str]) -> None:
    rows = model.objects.exclude(**{source: ""}).only("pk", source).order_by("pk")
    for start in range(0, rows.count(), ROWS_AT_ONCE):
        some = list(rows[start : start + ROWS_AT_ONCE])
        for row in some:
            setattr(row, target, fold(getattr(row, source)))
        model.objects.bulk_update(some, [target])


def measure_renditions(apps: Any, _schema_editor: Any) -> None:
    recordings = apps.get_model("recognition", "Recording").objects.exclude(rendition="")
    for recording in recordings.only("pk", "rendition"):
        try:
            size = default_storage.size(recording.rendition.name)
        except OSError:
            continue  # the file is gone; its row says so when it is asked for
        recordings.filter(pk=recording.pk).update(rendition_bytes=size)


class Migration(migrations.Migration):
    dependencies = [("recognition", "0006_library_and_settings")]

    operations = [
        migrations.RunPython(fold_what_is_stored, migrations.RunPython.noop),
        migrations.RunPython(measure_renditions, migrations.RunPython.noop),
        migrations.RunPython(run(SQLITE, POSTGRESQL), run(SQLITE_BACK, POSTGRESQL_BACK)),
    ]
