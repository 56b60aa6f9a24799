"""How long live mode takes from sound to an updated radar, for some who speak at once.

Run, beside a site of its own (`make run` with a PORT and a data folder):
    python -m benchmarks.live http://127.0.0.1:8000 CLIP [--sessions 4] [--seconds 30] [--json OUT]

Everyone sends the clip over and over, a tenth of a second at a time, as fast as it is spoken. The delay of a reading is the
time from the newest sound in it having been sent to the reading's arrival; what lies between two readings, half of their
distance on average, comes on top and is told beside. Meanwhile /healthz is asked every quarter second: the site stays at hand.
In the end each session is saved, so that the site has so many recordings more.
"""

import argparse
import asyncio
import json
import os
import time
from itertools import pairwise
from pathlib import Path

import httpx
import numpy as np
from websockets.asyncio.client import ClientConnection, connect

from recognition.engine.media import SAMPLE_RATE_HZ, decode

PIECE_S = 0.1
SAMPLE_BYTES = 2


async def main() -> None:
    """Speak, and print the delays."""
    options = _options()
    with decode(options.clip) as pcm:
        sound = np.round(pcm.read() * 32767).astype("<i2").tobytes()
    health = asyncio.create_task(_health(options.url))
    sessions = [_session(options.url, sound, options.seconds) for _ in range(options.sessions)]
    measured = await asyncio.gather(*sessions)
    health.cancel()
    report = {
        "sessions": options.sessions,
        "delay_s": _quantiles([delay for delays, _ in measured for delay in delays]),
        "between_readings_s": _quantiles([gap for _, gaps in measured for gap in gaps]),
        "healthz_s": _quantiles(HEALTH),
        "load": os.getloadavg()[0],
    }
    print(json.dumps(report, indent=2))
    if options.json:
        options.json.write_text(json.dumps(report, indent=2))


HEALTH: list[float] = []


async def _health(url: str) -> None:
    async with httpx.AsyncClient(base_url=url, timeout=60) as http:
        while True:
            began = time.monotonic()
            await http.get("/healthz")
            HEALTH.append(time.monotonic() - began)
            await asyncio.sleep(0.25)


async def _session(url: str, sound: bytes, seconds: float) -> tuple[list[float], list[float]]:
    """Delays, and the distances between readings; from the second sentence on, when the models are loaded."""
    async with connect(f"{url.replace('http', 'ws', 1)}/ws/live/", origin=url) as line:  # type: ignore[arg-type]
        await line.send(json.dumps({"type": "start", "sample_rate_hz": SAMPLE_RATE_HZ, "title": "Benchmark"}))
        await line.recv()
        sent: dict[int, float] = {}
        await line.send(sound)  # loads the models
        sent[len(sound)] = time.monotonic()
        while json.loads(await line.recv())["received"] < len(sound):
            pass
        speaking = asyncio.create_task(_speak(line, sound, seconds, sent))
        delays, arrived = [], []
        while not speaking.done() or sent:
            reading = json.loads(await line.recv())
            arrived.append(time.monotonic())
            if (at := sent.get(reading["received"])) is not None:
                delays.append(arrived[-1] - at)
            if speaking.done() and reading["received"] >= max(sent):
                break
        await line.send(json.dumps({"type": "end"}))
        while json.loads(await line.recv())["type"] != "saved":
            pass
    return delays, [later - earlier for earlier, later in pairwise(arrived)]


async def _speak(line: ClientConnection, sound: bytes, seconds: float, sent: dict[int, float]) -> None:
    piece = round(PIECE_S * SAMPLE_RATE_HZ) * SAMPLE_BYTES
    began, total = time.monotonic(), len(sound)
    for number in range(round(seconds / PIECE_S)):
        start = number * piece % (len(sound) - piece) // SAMPLE_BYTES * SAMPLE_BYTES
        await asyncio.sleep(max(0.0, began + (number + 1) * PIECE_S - time.monotonic()))
        await line.send(sound[start : start + piece])
        total += piece
        sent[total] = time.monotonic()


def _quantiles(values: list[float]) -> dict[str, float]:
    if not values:
        return {}
    return {f"p{share}": round(float(np.percentile(values, share)), 3) for share in (50, 95, 100)}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("clip", type=Path)
    parser.add_argument("--sessions", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    asyncio.run(main())
