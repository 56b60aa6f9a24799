"""How believable the time left is: what the page says second by second, beside what it took in the end.

Run: .venv/bin/python -m benchmarks.time_left CLIP… [--minutes 5 1 5 20] [--asr pocketsphinx] [--seed 0] [--json OUT]

It starts the product with `make run` on a free port and with a data folder of its own, joins recordings of these lengths from
the clips, each time in another order, and analyses them one after the other: the first has no earlier pace to go by, as on
the day of the installation. Every second the site is asked, as the page asks it, and what the page would show is kept: the
guesses of the site, with its own clock running down between them.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import numpy as np

from benchmarks.upload_to_radar import ENDS, started
from recognition.engine.media import SAMPLE_RATE_HZ, decode
from recognition.engine.testing import write_wav

ASKED_EVERY_S = 1.0
NEAR_S, NEAR_SHARE = 3.0, 0.1  # the page's own (use-time-left.ts): so near a guess changes nothing
LAST_S = 5.0  # with less left, the page says "a few seconds"
JUMP_S, JUMP_SHARE = 5.0, 0.1  # a rise of more than both, within a second, is one that is seen
WITHIN_S = 3600.0


@dataclass(frozen=True, slots=True)
class Moment:
    """What was said at a moment of an analysis, seconds since its upload; None where nothing was said."""

    at_s: float
    said_s: float | None


@dataclass(frozen=True, slots=True)
class Told:
    """How near the page was to the truth, over one analysis: errors are shares of what was truly left."""

    minutes: float
    took_s: float
    silent_s: float  # before anything was said
    error_median: float
    error_p90: float
    first_error: float
    rises: int
    highest_rise_s: float


class Page:
    """The time left as the page shows it (use-time-left.ts)."""

    def __init__(self) -> None:
        self._told: float | None = None
        self._guess: tuple[float, float] | None = None

    def shows(self, told: float | None, now_s: float) -> float | None:
        """Told that by the site at this moment."""
        left_s = self._left_s(now_s)
        if told is None:
            self._told, self._guess = None, None
            return None
        near = left_s is not None and abs(left_s - told) <= max(NEAR_S, told * NEAR_SHARE)
        if told != self._told and not near:
            self._guess = (told, now_s)
        self._told = told
        return self._left_s(now_s)

    def _left_s(self, now_s: float) -> float | None:
        if self._guess is None:
            return None
        seconds, at_s = self._guess
        return max(0.0, seconds - (now_s - at_s))


def main() -> int:
    """Analyse, and print how it was told."""
    options = _options()
    told: list[Told] = []
    moments: list[list[Moment]] = []
    with TemporaryDirectory(prefix="undertone-time-left-") as name, _site(Path(name)) as http:
        for number, minutes in enumerate(options.minutes):
            file = joined(options.clips, minutes * 60, Path(name) / f"{number}.wav", seed=options.seed + number)
            moments.append(list(watched(http, file, options.asr)))
            told.append(judged(minutes, moments[-1]))
            print(line(told[-1]), flush=True)
    if options.json:
        report = [
            asdict(one) | {"moments": [asdict(each) for each in of]} for one, of in zip(told, moments, strict=True)
        ]
        options.json.write_text(json.dumps(report, indent=1) + "\n")
    return 0


def watched(http: httpx.Client, file: Path, asr: str) -> Iterator[Moment]:
    """Every second of an analysis from its upload to its end; the last moment is the end itself."""
    with file.open("rb") as content:
        answer = http.post("/api/v1/recordings/", data={"asr": asr}, files={"file": (file.name, content)})
    answer.raise_for_status()
    address, page, began = f"/api/v1/analyses/{answer.json()['analysis']['id']}/", Page(), time.monotonic()
    while True:
        body = http.get(address).json()
        now_s = time.monotonic() - began
        if body["status"] in ENDS or now_s > WITHIN_S:
            break
        yield Moment(round(now_s, 2), page.shows(body["eta_s"], now_s))
        time.sleep(max(0.0, ASKED_EVERY_S - (time.monotonic() - began - now_s)))
    if body["status"] != "done":
        sys.exit(f"{file.name} is {body['status']}: {body['error']}")
    yield Moment(round(now_s, 2), None)


def judged(minutes: float, moments: Sequence[Moment]) -> Told:
    """What was said beside what came."""
    end_s = moments[-1].at_s
    said = [(each.said_s, end_s - each.at_s) for each in moments if each.said_s is not None]
    errors = [abs(said_s - left_s) / left_s for said_s, left_s in said if left_s >= LAST_S]
    rises = [later - before for (before, _), (later, left_s) in pairwise(said) if later - before > JUMP_SHARE * left_s]
    return Told(
        minutes=minutes,
        took_s=end_s,
        silent_s=next((each.at_s for each in moments if each.said_s is not None), end_s),
        error_median=round(float(np.median(errors)), 3) if errors else 1.0,
        error_p90=round(float(np.quantile(errors, 0.9)), 3) if errors else 1.0,
        first_error=round(errors[0], 3) if errors else 1.0,
        rises=sum(rise > JUMP_S for rise in rises),
        highest_rise_s=round(max((later - before for (before, _), (later, _) in pairwise(said)), default=0.0), 1),
    )


def line(told: Told) -> str:
    """One recording's figures."""
    return (
        f"{told.minutes:5.1f} min in {told.took_s:6.1f} s: silent for {told.silent_s:.0f} s, "
        f"then wrong by {told.error_median:.0%} (median), {told.error_p90:.0%} (90th percentile), "
        f"{told.first_error:.0%} at first; {told.rises} jumps up, highest rise {told.highest_rise_s:.1f} s"
    )


def joined(clips: Sequence[Path], seconds: float, target: Path, *, seed: int) -> Path:
    """The clips' sound in an order of its own, over and over until it is long enough."""
    draw, wanted, parts, count = random.Random(seed), round(seconds * SAMPLE_RATE_HZ), [], 0
    while count < wanted:
        with decode(draw.choice(clips)) as pcm:
            parts.append(pcm.read())
        count += parts[-1].size
    return write_wav(target, np.concatenate(parts)[:wanted])


@contextmanager
def _site(folder: Path) -> Iterator[httpx.Client]:
    with started(folder) as (_process, _tree, url, _ready_s), httpx.Client(base_url=url, timeout=60) as http:
        yield http


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clips", type=Path, nargs="+", metavar="CLIP")
    parser.add_argument("--minutes", type=float, nargs="+", default=[5.0, 1.0, 5.0, 20.0])
    parser.add_argument("--asr", default="pocketsphinx", help="the speech engine (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, metavar="OUT", help="every moment, too")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
