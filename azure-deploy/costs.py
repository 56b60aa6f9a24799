"""What Undertone on Azure costs: a month at rest, and 100 hours of audio. Needs Python 3.11 and nothing else.

python3 azure-deploy/costs.py [--hours 100] [--engine NAME] [--gpu] [--min-workers N] [--json]

The sums are products of three files' numbers: prices.toml (unit prices, dated), measured.toml (what an hour of audio takes) and
lib/sizes.sh (what deploy.sh makes). What Azure gives for nothing (grants, the first 100 GB a month) is left out.
"""

import argparse
import json
import re
import sys
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
MONTH_H = 730
GIB, GB = 2**30, 10**9
BLOCK_BYTES, RANGE_BYTES = 8 * 2**20, 2**20  # how sound is written to Blob storage, and read
Numbers = dict[str, Any]


@dataclass(frozen=True)
class Item:
    """One line of the sum."""

    what: str
    amount: float
    unit: str
    cost: float


def read(name: str) -> Numbers:
    """A file of numbers that lies beside this one."""
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


def sizes() -> dict[str, float]:
    """The numbers of lib/sizes.sh; “2Gi” is 2."""
    text = (HERE / "lib" / "sizes.sh").read_text(encoding="utf-8")
    return {name: float(value) for name, value in re.findall(r"\b([A-Z_]+)=([0-9.]+)(?:Gi)?\b", text)}


def item(prices: Numbers, price: str, what: str, amount: float) -> Item:
    """So much of what has this price."""
    return Item(what, amount, prices[price]["unit"], amount * prices[price]["price"])


def worker_size(size: dict[str, float], *, gpu: bool) -> tuple[float, float]:
    """Cores, and GiB of memory."""
    return (size["GPU_CPU"], size["GPU_MEMORY"]) if gpu else (size["WORKER_CPU"], size["WORKER_MEMORY"])


def at_rest(prices: Numbers, size: dict[str, float], *, workers: int = 0, gpu: bool = False) -> list[Item]:
    """A month in which nobody comes: web and beat stand ready, and as many workers as always run."""
    seconds = MONTH_H * 3600
    memory = size["WEB_MEMORY"] + size["PROXY_MEMORY"] + size["BEAT_MEMORY"]
    return [
        *(kept_ready(prices, size, seconds=workers * seconds, gpu=gpu) if workers else []),
        item(prices, "idle_vcpu", "web, waiting", (size["WEB_CPU"] + size["PROXY_CPU"]) * seconds),
        item(prices, "worker_vcpu", "beat", size["BEAT_CPU"] * seconds),
        item(prices, "worker_memory", "memory of web and beat", memory * seconds),
        item(prices, "postgres", "PostgreSQL", MONTH_H),
        item(prices, "postgres_storage", "its disk", size["POSTGRES_STORAGE_GB"]),
        item(prices, "redis", "Redis", MONTH_H),
        item(prices, "private_endpoint", "two private endpoints", 2 * MONTH_H),
        item(prices, "dns_zone", "three private zones", 3),
        item(prices, "log_alert", "two alerts by logs", 2),
        item(prices, "metric_alert", "three by metrics", 3),
        item(prices, "registry", "registry", MONTH_H / 24),
        item(prices, "logs", "logs", 0.5),
    ]


def kept_ready(prices: Numbers, size: dict[str, float], *, seconds: float, gpu: bool) -> list[Item]:
    """Workers with nothing to do."""
    cores, memory = worker_size(size, gpu=gpu)
    return [
        item(prices, "idle_vcpu", "workers, waiting", cores * seconds),
        item(prices, "worker_memory", "their memory", memory * seconds),
        *([item(prices, "gpu", "their GPUs", seconds)] if gpu else []),
    ]


def of_audio(prices: Numbers, size: dict[str, float], measured: Numbers, *, hours: float, engine: str) -> list[Item]:
    """So many hours uploaded, analysed, kept for a month and heard."""
    gpu = engine == "gpu"
    worker = worker_seconds(measured, size, hours=hours, engine=engine)
    cores, memory = worker_size(size, gpu=gpu)
    uploaded = hours * measured["assumed"]["upload_bytes_per_hour"]
    heard = uploaded * measured["assumed"]["times_heard"]
    kept = uploaded + hours * measured["peaks_bytes_per_hour"]
    web = hours * 3600 * measured["cpu_s_per_audio_s"]["web"]
    return [
        *([item(prices, "gpu", "GPUs", worker)] if gpu else []),
        item(prices, "worker_vcpu", "workers and web", worker * cores + web),
        item(prices, "worker_memory", "their memory", worker * memory),
        item(prices, "blob", "recordings, for a month", kept / GIB),
        item(prices, "blob_writes", "written in blocks", uploaded / BLOCK_BYTES + 3 * hours),
        item(prices, "blob_reads", "read by ranges", (uploaded + heard) / RANGE_BYTES + 50 * hours),
        item(prices, "egress", "heard", heard / GB),
        item(prices, "postgres_storage", "rows, for a month", hours * database_bytes(measured) / GIB),
    ]


def worker_seconds(measured: Numbers, size: dict[str, float], *, hours: float, engine: str) -> float:
    """That replicas run: each has more cores than one analysis keeps busy, and stays a while after the last."""
    chosen = measured["engines"][engine]
    of_one = chosen["s_per_audio_s"] / min(chosen["busy_cores"], size["WORKER_CPU"])
    return float(hours * 3600 * of_one * (1 + measured["assumed"]["waiting_share"]))


def database_bytes(measured: Numbers) -> float:
    """Rows of an hour of audio with their indexes: one recording, one analysis, its segments."""
    rows = measured["bytes_per_row"]
    return float(rows["recording"] + rows["analysis"] + rows["segment"] * measured["segments_per_hour"])


def total(items: list[Item]) -> float:
    """The sum."""
    return sum(each.cost for each in items)


def lines(prices: Numbers, rest: list[Item], audio: dict[str, list[Item]], *, hours: float) -> list[str]:
    """At most a dozen, for a terminal; the hours by each engine."""
    currency, what = prices["currency"], f"{hours:g} hours of audio:"
    told = [f"{'At rest, a month:':22}{_told(rest, currency)}"]
    told += [f"{what:22}{_told(items, currency)} {by}" for by, items in audio.items()]
    told.append(f"Unit prices of {prices['region']}, {prices['date']}, without free grants and taxes (prices.toml).")
    if not prices["checked"]:
        told.append("Nobody has checked them yet: python3 azure-deploy/refresh_prices.py asks Azure for today's.")
    return told


def _told(items: list[Item], currency: str) -> str:
    dearest = sorted(items, key=lambda each: -each.cost)[:3]
    return f"{total(items):8.2f} {currency}  ({', '.join(f'{each.what} {each.cost:.2f}' for each in dearest)}, …)"


def named(measured: Numbers, engine: str) -> str:
    """The engine, and whether its figure was measured."""
    return f"by {engine}" + ("" if measured["engines"][engine]["source"] == "measured" else ", assumed")


def main() -> int:
    """Sum up."""
    measured = read("measured.toml")
    engines = sorted(set(measured["engines"]) - {"gpu"})
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hours", type=float, default=100.0, help="of audio")
    parser.add_argument("--engine", choices=engines, action="append", help="of speech; default: each")
    parser.add_argument("--gpu", action="store_true", help="workers with a T4")
    parser.add_argument("--min-workers", type=int, default=0, help="that run at rest too")
    parser.add_argument("--json", action="store_true", help="every line of the sums")
    parser.add_argument("--prices", type=Path, default=HERE / "prices.toml", help="another file of prices")
    options = parser.parse_args()
    prices, size = tomllib.loads(options.prices.read_text(encoding="utf-8")), sizes()
    rest = at_rest(prices, size, workers=options.min_workers, gpu=options.gpu)
    chosen = ["gpu"] if options.gpu else options.engine or engines
    audio = {
        named(measured, each): of_audio(prices, size, measured, hours=options.hours, engine=each) for each in chosen
    }
    if options.json:
        head = {name: prices[name] for name in ("date", "checked", "region", "currency")}
        standing = {"sum": total(rest), "items": [asdict(each) for each in rest]}
        by = {name: {"sum": total(each), "items": [asdict(one) for one in each]} for name, each in audio.items()}
        text = json.dumps({**head, "at_rest": standing, "hours": options.hours, "audio": by}, indent=1)
    else:
        text = "\n".join(lines(prices, rest, audio, hours=options.hours))
    sys.stdout.write(text + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
