"""What an hour of audio leaves and takes: CPU of every part, rows and bytes in PostgreSQL, commits, Redis, files. Linux.

Run: .venv/bin/python -m benchmarks.footprint [--seconds 120] [--asr pocketsphinx] [--json OUT]

The shipped model reads the sample clips, one after another as often as it takes, as one recording, on the scaled-out product:
PostgreSQL, Redis, web, one worker and beat. Idle work (the clock's) is measured before and taken off. `azure-deploy/measured.toml`
holds what came out; `azure-deploy/scaling.py` reckons with it.
"""

import argparse
import json
import time
from dataclasses import asdict, dataclass
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import psycopg
from redis import Redis

from benchmarks.process_costs import Group, costs
from benchmarks.scaled_site import ROOT, ScaledSite, scaled_site
from recognition.engine.media import SAMPLE_RATE_HZ, decode
from recognition.engine.testing import write_media

IDLE_S = 20.0
COPIES = 300  # of each row, until pages and index pages are as full as in a large table
SAMPLES = ROOT / "frontend" / "public" / "samples"


@dataclass(frozen=True)
class Look:
    """Everything that only rises, at one moment."""

    at: float
    cpu_s: dict[str, float]
    commits: int
    rows_written: int
    wal_bytes: int
    redis_commands: int


def look(site: ScaledSite) -> Look:
    """Everything as it stands now."""
    time.sleep(2.0)  # PostgreSQL tells its counts a second late
    web, quick, beat, *workers = (process.pid for process in site.running.processes)
    groups = {"web": [web], "quick": [quick], "beat": [beat], "worker": workers}
    spent = costs({name: Group(pids) for name, pids in groups.items()})
    with psycopg.connect(site.postgres.url) as connection:
        counted = connection.execute(
            "SELECT xact_commit, tup_inserted + tup_updated + tup_deleted, pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') "
            "FROM pg_stat_database WHERE datname = current_database()"
        ).fetchone()
    assert counted is not None
    commands: Any = Redis.from_url(site.redis.url).info("stats")
    cpu = {name: cost.cpu_s for name, cost in spent.items()}
    return Look(
        time.monotonic(), cpu, int(counted[0]), int(counted[1]), int(counted[2]), commands["total_commands_processed"]
    )


def per_hour(before: Look, after: Look, idle: tuple[Look, Look], audio_s: float) -> dict[str, float]:
    """Less what the same time would have taken anyway."""
    share = (after.at - before.at) / (idle[1].at - idle[0].at)
    hours = audio_s / 3600

    def of(name: str) -> float:
        rise = getattr(after, name) - getattr(before, name)
        idle_rise = getattr(idle[1], name) - getattr(idle[0], name)
        return max(0.0, float(rise - share * idle_rise)) / hours

    return {name: of(name) for name in ("commits", "rows_written", "wal_bytes", "redis_commands")}


def row_bytes(site: ScaledSite, table: str) -> float:
    """Of a table's row, with its share of every index, in a table of many."""
    with psycopg.connect(site.postgres.url) as connection:
        columns = connection.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table]
        ).fetchall()
        kept = ", ".join(f'"{name}"' for (name,) in columns if name not in ("id", "analysis_id"))
        owned = any(name == "analysis_id" for (name,) in columns)
        fresh = 'gen_random_uuid(), "number"' if owned else "gen_random_uuid()"
        into = 'analysis_id, "id"' if owned else '"id"'
        connection.execute(f"CREATE TABLE scratch (LIKE {table} INCLUDING ALL)".encode())
        copied = connection.execute(
            f"INSERT INTO scratch ({into}, {kept}) OVERRIDING SYSTEM VALUE SELECT {fresh}, {kept} FROM "
            f"(SELECT t.*, row_number() OVER () AS number FROM {table} t, generate_series(1, {COPIES})) AS copies".encode()
        ).rowcount
        size = connection.execute("SELECT pg_total_relation_size('scratch')").fetchone()
        connection.rollback()
    assert size is not None
    return int(size[0]) / max(1, copied)


def joined(folder: Path, seconds: float) -> tuple[Path, float]:
    """The samples one after another; the file and its length."""
    clips = []
    for clip in sorted(SAMPLES.glob("*.mp3")):
        with decode(clip) as sound:
            clips.append(sound.read())
    parts, length = [], 0
    for samples in cycle(clips):
        if length >= seconds * SAMPLE_RATE_HZ:
            break
        parts.append(samples)
        length += len(samples)
    file = write_media(folder / f"{seconds:g}.mp3", np.concatenate(parts), codec="libmp3lame", rate_hz=SAMPLE_RATE_HZ)
    return file, length / SAMPLE_RATE_HZ


def measure(seconds: float, asr: str) -> dict[str, Any]:
    """One recording of that length, on a product of its own."""
    with TemporaryDirectory(prefix="undertone-footprint-") as made:
        folder = Path(made)
        folder.chmod(0o755)  # PostgreSQL runs as another user than root
        with scaled_site(folder, data=folder / "data", workers=1, settings="emotion_site.settings") as site:
            warm, _length = joined(folder, 5.0)
            site.running.until(site.running.upload(warm, asr=asr), lambda body: body["status"] == "done")
            idle_from = look(site)
            time.sleep(IDLE_S)
            before = look(site)
            file, audio_s = joined(folder, seconds)
            analysis = site.running.upload(file, asr=asr)
            _until_done(site, analysis)
            after = look(site)
            rows = {table: row_bytes(site, f"recognition_{table}") for table in ("recording", "analysis", "segment")}
            segments = len(site.running.get(f"analyses/{analysis}/result/")["segments"])
            stored = sum(each.stat().st_size for each in (folder / "data" / "media").rglob("peaks"))
    hours = audio_s / 3600
    return {
        "audio_s": audio_s,
        "asr": asr,
        "cpu_s_per_audio_s": {
            name: round((spent - before.cpu_s[name]) / audio_s, 4) for name, spent in after.cpu_s.items()
        },
        "segments_per_hour": round(segments / hours),
        "bytes_per_row": {table: round(size) for table, size in rows.items()},
        "per_hour": {name: round(each) for name, each in per_hour(before, after, (idle_from, before), audio_s).items()},
        "peaks_bytes_per_hour": round(stored / hours),
        "looks": [asdict(each) for each in (idle_from, before, after)],
    }


def _until_done(site: ScaledSite, analysis: str) -> None:
    while site.running.get(f"analyses/{analysis}/")["status"] not in ("done", "failed"):
        time.sleep(5.0)  # looking is no part of what is measured


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--asr", default="pocketsphinx")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    found = measure(options.seconds, options.asr)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1))
    del found["looks"]
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
