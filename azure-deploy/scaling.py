"""How big everything is at so many hours of audio a day, and what gives way first. Needs Python 3.11 and nothing else.

python3 azure-deploy/scaling.py [--hours-per-day 1 100 10000 1000000] [--engine NAME] [--json]

Reckoned from measured.toml, whose figures stand there with the command that measured them; SCALING.md holds the table.
"""

import argparse
import json
import math
import sys
from dataclasses import asdict, dataclass
from typing import Any

from costs import GB, database_bytes, of_audio, read, sizes, total, worker_seconds, worker_size

DAY_S = 24 * 3600
WEB_CONNECTIONS, WORKER_CONNECTIONS = (
    20,
    2,
)  # web's pool at its largest (settings.base.POOL); one for each process of a worker
COMMANDS_PER_MESSAGE = 10  # put, taken, acknowledged, and the hints to open pages


@dataclass(frozen=True)
class Size:
    """Of one step."""

    hours_per_day: float
    workers: int
    worker_cores: int
    web_replicas: int
    connections: int
    commits_per_s: float
    wal_mb_per_s: float
    database_gb: float
    redis_commands_per_s: float
    redis_mb: float
    blob_tb: float
    upload_mbit_per_s: float
    play_mbit_per_s: float
    cost_per_day: float


def size(hours: float, measured: dict[str, Any], *, engine: str) -> Size:
    """At the busiest hour of the day; what is kept, after the days that it is kept."""
    given, made, per_hour = measured["assumed"], sizes(), measured["per_hour"]
    peak = given["peak_factor"]
    at_once = hours * peak / DAY_S  # hours of audio that come in each second, at the peak
    busy_s = worker_seconds(measured, made, hours=hours, engine=engine) * peak
    workers = max(1, math.ceil(busy_s / DAY_S))
    bytes_in = at_once * given["upload_bytes_per_hour"]
    web_cores = hours * peak * 3600 * measured["cpu_s_per_audio_s"]["web"] / DAY_S / given["utilisation"]
    web_bytes = bytes_in * (1 + given["times_heard"]) / (given["web_mb_per_s"] * 1e6)
    waiting = hours * given["waiting_share_of_day"]
    kept_bytes = given["upload_bytes_per_hour"] + measured["peaks_bytes_per_hour"]
    web = max(1, math.ceil(max(web_cores / made["WEB_CPU"], web_bytes)))
    return Size(
        hours_per_day=hours,
        workers=workers,
        worker_cores=round(workers * (worker_size(made, gpu=engine == "gpu")[0])),
        web_replicas=web,
        connections=web * WEB_CONNECTIONS + workers * WORKER_CONNECTIONS + 1,
        commits_per_s=at_once * per_hour["commits"],
        wal_mb_per_s=at_once * per_hour["wal_bytes"] / 1e6,
        database_gb=hours * given["kept_days"] * database_bytes(measured) / GB,
        redis_commands_per_s=at_once * given["messages_per_hour"] * COMMANDS_PER_MESSAGE
        + workers * given["redis_idle_per_worker_s"],
        redis_mb=given["redis_base_mb"] + waiting * given["messages_per_hour"] * given["message_bytes"] / 1e6,
        blob_tb=hours * given["kept_days"] * kept_bytes / 1e12,
        upload_mbit_per_s=8 * bytes_in / 1e6,
        play_mbit_per_s=8 * bytes_in * given["times_heard"] / 1e6,
        cost_per_day=total(of_audio(read("prices.toml"), made, measured, hours=hours, engine=engine)),
    )


ROWS = {
    "workers at the peak": ("workers", "{:,.0f}"),
    "their cores": ("worker_cores", "{:,.0f}"),
    "web replicas": ("web_replicas", "{:,.0f}"),
    "connections to PostgreSQL": ("connections", "{:,.0f}"),
    "commits a second": ("commits_per_s", "{:,.2f}"),
    "write-ahead log, MB/s": ("wal_mb_per_s", "{:,.2f}"),
    "database, GB": ("database_gb", "{:,.1f}"),
    "Redis commands a second": ("redis_commands_per_s", "{:,.0f}"),
    "Redis memory, MB": ("redis_mb", "{:,.0f}"),
    "Blob storage, TB": ("blob_tb", "{:,.2f}"),
    "uploads, Mbit/s": ("upload_mbit_per_s", "{:,.1f}"),
    "playing, Mbit/s": ("play_mbit_per_s", "{:,.1f}"),
    "cost a day": ("cost_per_day", "{:,.0f}"),
}


def table(found: list[Size]) -> str:
    """In Markdown."""
    head = "| hours of audio a day | " + " | ".join(f"{each.hours_per_day:,.0f}" for each in found) + " |"
    rule = "|---|" + "--:|" * len(found)
    rows = [
        f"| {name} | " + " | ".join(form.format(getattr(each, field)) for each in found) + " |"
        for name, (field, form) in ROWS.items()
    ]
    return "\n".join([head, rule, *rows])


def main() -> int:
    """Print the table."""
    measured = read("measured.toml")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hours-per-day", type=float, nargs="+", default=[1, 100, 10_000, 1_000_000])
    parser.add_argument("--engine", choices=sorted(measured["engines"]), default=measured["engine"])
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = [size(hours, measured, engine=options.engine) for hours in options.hours_per_day]
    text = json.dumps([asdict(each) for each in found], indent=1) if options.json else table(found)
    sys.stdout.write(text + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
