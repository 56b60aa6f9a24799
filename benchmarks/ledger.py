"""What became of each recording, from the rows themselves: a trigger notes every change of state and every segment stored.

Whoever writes the rows cannot forget to tell it, and it does not know how the work is divided.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from benchmarks.counting_pipeline import SEGMENTS, TRACE
from benchmarks.own_services import OwnPostgres

TRIGGERS = """
CREATE TABLE ledger (at timestamptz DEFAULT clock_timestamp(), analysis uuid, what text);
CREATE FUNCTION note_state() RETURNS trigger AS $$ BEGIN
  IF NEW.status IS DISTINCT FROM OLD.status THEN
    INSERT INTO ledger (analysis, what) VALUES (NEW.id, NEW.status); END IF; RETURN NULL; END $$ LANGUAGE plpgsql;
CREATE FUNCTION note_segment() RETURNS trigger AS $$ BEGIN
  INSERT INTO ledger (analysis, what) VALUES (NEW.analysis_id, 'segment ' || NEW.index); RETURN NULL; END $$ LANGUAGE plpgsql;
CREATE TRIGGER note_state AFTER UPDATE ON recognition_analysis FOR EACH ROW EXECUTE FUNCTION note_state();
CREATE TRIGGER note_segment AFTER INSERT OR UPDATE OF body ON recognition_segment FOR EACH ROW EXECUTE FUNCTION note_segment();
"""
FILES = "SELECT unnest(ARRAY[file, rendition, fine_peaks]) FROM recognition_recording"
STATES = """
SELECT r.name, r.sha256, r.file, a.id::text, a.status, coalesce(a.error_code, '')
FROM recognition_recording r LEFT JOIN recognition_analysis a ON a.recording_id = r.id WHERE r.name = ANY(%s)
"""


@dataclass
class Verdict:
    """Of one round. `lost`: acknowledged, and not done whole; `twice`: a recording, a segment or an end stored more than
    once; `taken_up`: how often another worker went on."""

    uploads: int
    done: int
    lost: list[str]
    twice: list[str]
    taken_up: int
    computed_again: int
    orphans: int


class Ledger:
    """The rows of one site, and the files beside them."""

    def __init__(self, postgres: OwnPostgres, data: Path) -> None:
        self._postgres, self._data = postgres, data
        with postgres.connect() as connection:
            connection.execute(TRIGGERS)

    def unfinished(self, names: Collection[str]) -> list[str]:
        """Names that have no row, or one that is queued or running."""
        with self._postgres.connect() as connection:
            states = {row[0]: row[4] for row in connection.execute(STATES, [list(names)])}
        return [name for name in names if states.get(name) in (None, "queued", "running")]

    def verdict(self, names: Collection[str]) -> Verdict:
        with self._postgres.connect() as connection:
            rows = connection.execute(STATES, [list(names)]).fetchall()
            noted = Counter(connection.execute("SELECT analysis::text, what FROM ledger").fetchall())
            files = {row[0] for row in connection.execute(FILES)}
        ids = {row[3]: row[0] for row in rows}
        stored = dict.fromkeys(names, 0)
        for _name, _sha256, _file, analysis, status, _code in rows:
            whole = all(noted[analysis, f"segment {index}"] for index in range(SEGMENTS))
            stored[ids[analysis]] += status == "done" and whole
        more = [f"{ids[analysis]}: {what}" for (analysis, what), times in noted.items()
                if analysis in ids and times > 1 and (what == "done" or what.startswith("segment"))]  # fmt: skip
        several = [name for name, times in Counter(row[0] for row in rows).items() if times > 1]
        return Verdict(
            uploads=len(names),
            done=sum(map(bool, stored.values())),
            lost=[name for name, times in stored.items() if not times],
            twice=[*more, *several],
            taken_up=sum(
                times - 1 for (analysis, what), times in noted.items() if analysis in ids and what == "running"
            ),
            computed_again=self._computed_again(set(names)),
            orphans=len(self._kept() - files),
        )

    def _computed_again(self, names: set[str]) -> int:
        """Segments computed once more, because whoever computed them was killed before they were stored: work, not results."""
        trace = self._data / TRACE
        lines = [line.split() for line in trace.read_text().splitlines()] if trace.exists() else []
        # A full disk cuts lines short.
        whole = [line for line in lines if len(line) == 3 and line[0] in names]
        begun = Counter((name, index) for name, index, _process in whole)
        return sum(times - 1 for times in begun.values())

    def _kept(self) -> set[str]:
        media = self._data / "media"
        return {str(file.relative_to(media)) for file in media.rglob("*") if file.is_file()}
