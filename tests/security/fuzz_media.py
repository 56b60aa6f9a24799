"""Media files with bytes changed, cut, doubled and moved, each probed and decoded in a child with limits of time and memory.

    python -m tests.security.fuzz_media [--cases 2000] [--seed 1]

Each has to be decoded or refused with one of the media codes. Prints what was said how often, and the CPU time that it took. Exit
status 1 where a child died, ran out of its limits or said anything else; such a file is kept for a look.
"""

import argparse
import contextlib
import json
import os
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from recognition.engine.errors import MediaError
from recognition.engine.media import decode, peaks, probe
from scripts.hostile_files import valid_files

CPU_S = 20
MEMORY_BYTES = 2**30
CODES = {"unsupported_media", "no_audio_stream", "corrupt_media", "empty_audio", "too_long"}
MAX_DURATION_S = 600.0


@dataclass
class Told:
    """What was said of all files, and those that went wrong."""

    codes: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[str, bytes]] = field(default_factory=list)
    cpu_s: float = 0.0
    longest_s: float = 0.0


def main() -> int:
    """Fuzz, and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    told = fuzz(options.cases, seed=options.seed)
    codes = ", ".join(f"{code} {count}" for code, count in told.codes.most_common())
    sys.stdout.write(
        f"{options.cases} files, seed {options.seed}: {codes}; {told.cpu_s:.0f} s of CPU, {told.longest_s:.1f} s the longest\n"
    )
    for said, content in told.wrong:
        with tempfile.NamedTemporaryFile(prefix="fuzzed-", delete=False) as file:
            file.write(content)
        sys.stdout.write(f"WRONG {said}: {file.name}\n")
    return 1 if told.wrong else 0


def fuzz(cases: int, *, seed: int) -> Told:
    """Look at so many made-up files; the same for the same seed."""
    told, before_s = Told(), _children_cpu_s()
    with tempfile.TemporaryDirectory() as folder:
        for content in mutated(valid_files(), cases, random.Random(seed)):
            path = Path(folder) / "file"
            path.write_bytes(content)
            start = time.monotonic()
            said = read_apart(path)
            told.longest_s = max(told.longest_s, time.monotonic() - start)
            told.codes[said] += 1
            if said not in CODES | {"decoded"}:
                told.wrong.append((said, content))
    told.cpu_s = _children_cpu_s() - before_s
    return told


def mutated(valid: Mapping[str, bytes], cases: int, chance: random.Random) -> Iterator[bytes]:
    """One format after the other, each with a few changes of one sort."""
    changes = (_flip, _cut_out, _double, _move, _lie)
    for number in range(cases):
        content = bytearray([*valid.values()][number % len(valid)])
        for _ in range(chance.choice((1, 2, 5, 20))):
            chance.choice(changes)(content, chance)
        yield bytes(content)


def _place(content: bytearray, chance: random.Random) -> int:
    """More often at the head, where headers lie."""
    return chance.randrange(min(len(content), chance.choice((64, 1024, len(content)))) or 1)


def _flip(content: bytearray, chance: random.Random) -> None:
    if content:
        content[_place(content, chance)] ^= 1 << chance.randrange(8)


def _cut_out(content: bytearray, chance: random.Random) -> None:
    place = _place(content, chance)
    del content[place : place + chance.choice((1, 4, 100, 5000))]


def _double(content: bytearray, chance: random.Random) -> None:
    place = _place(content, chance)
    content[place:place] = content[place : place + chance.choice((1, 4, 100, 5000))]


def _move(content: bytearray, chance: random.Random) -> None:
    place, size = _place(content, chance), chance.choice((4, 16, 256))
    piece = content[place : place + size]
    del content[place : place + size]
    target = _place(content, chance)
    content[target:target] = piece


def _lie(content: bytearray, chance: random.Random) -> None:
    """A number where a size may stand."""
    place = _place(content, chance)
    number = chance.choice((0, 1, 2**15, 2**16 - 1, 2**31 - 1, 2**31, 2**32 - 1))
    content[place : place + 4] = number.to_bytes(4, chance.choice(("big", "little")))


def read_apart(path: Path) -> str:
    """The code with which it was refused, `decoded`, or how the child ended otherwise."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        _read_as_child(path, theirs)
    os.close(theirs)
    with os.fdopen(ours) as answer:
        said = answer.read()
    _, status = os.waitpid(child, 0)
    return str(json.loads(said)) if status == 0 and said else f"died with {status}"


def _read_as_child(path: Path, answer: int) -> None:
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        with contextlib.suppress(OSError, ValueError):
            held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
            resource.setrlimit(resource.RLIMIT_AS, (held + MEMORY_BYTES, held + MEMORY_BYTES))
        os.write(answer, json.dumps(_said(path)).encode())
    finally:
        os._exit(0)


def _said(path: Path) -> str:
    try:
        probe(path, max_duration_s=MAX_DURATION_S)
        with decode(path, max_duration_s=MAX_DURATION_S) as pcm:
            drawn = peaks(pcm)
    except MediaError as error:
        return error.code
    except Exception as error:  # noqa: BLE001 - what nobody thought of is what is looked for
        return f"{type(error).__name__}: {error}"
    return "decoded" if all(0 <= value <= 1 for value in drawn) else "peaks out of range"


def _children_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main())
