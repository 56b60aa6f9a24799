"""What looking at a film costs: processor seconds for a minute of speech, on one thread.

Run: python -m benchmarks.film_cost [--seconds 60] [--segment 5] [--width 640 --height 360] [--film FILM]

Without FILM a talking face is drawn that wanders through the picture, 25 pictures a second in H.264. Fifteen moments of each
segment are decoded, faces are sought, followed and cut out; reading them, which `emotion compare-models` tells, is left out.
"""

import argparse
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2

from recognition.engine import media
from recognition.engine.faces import Seen, look
from recognition.engine.types import Span
from tests.films import Face, talking_film

RATE = 25
MINUTE_S = 60.0


def main() -> None:
    """Print the cost, and what was seen for it."""
    options = _options()
    cv2.setNumThreads(1)
    with TemporaryDirectory() as folder:
        film = options.film or drawn(Path(folder) / "film.mp4", options.seconds, (options.width, options.height))
        spans = list(segments(media.probe(film).duration_s or 0.0, options.segment))
        begin = time.process_time()
        seen = list(look(film, spans))
        cost_s = time.process_time() - begin
    looked_at_s = sum(span.duration_s for span in spans)
    print(
        f"{cost_s / looked_at_s * MINUTE_S:.2f} s of CPU for a minute, over {looked_at_s:.0f} s in {len(spans)} segments"
    )
    print(told(seen))


def drawn(path: Path, seconds: float, size: tuple[int, int]) -> Path:
    """A film of a face that wanders to the right."""
    times = [number / RATE for number in range(round(seconds * RATE))]
    return talking_film(
        path, faces=[Face(size=0.2, x=0.3, drift=0.4 / seconds)], seconds=seconds, size=size, times=times
    )


def segments(duration_s: float, length_s: float) -> Iterator[Span]:
    """One after another; a rest that is shorter is left out."""
    for number in range(int(duration_s / length_s)):
        yield Span(number * length_s, (number + 1) * length_s)


def told(seen: Sequence[Seen]) -> str:
    """In how many segments a face was seen, and what was noted of them."""
    reasons = Counter(reason for one in seen for reason in one.reasons)
    faces = sum(one.pictures is not None for one in seen)
    return f"a face in {faces} of {len(seen)}" + "".join(f", {reason} {count}" for reason, count in reasons.items())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=MINUTE_S, help="of the drawn film")
    parser.add_argument("--segment", type=float, default=5.0, help="seconds of a segment")
    parser.add_argument("--width", type=int, default=640)
    parser.add_argument("--height", type=int, default=360)
    parser.add_argument("--film", type=Path, help="a film of your own, in place of the drawn one")
    return parser.parse_args()


if __name__ == "__main__":
    main()
