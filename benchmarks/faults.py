"""What breaks while work is done, many times over: real processes on loopback, killed at random moments.

    python -m benchmarks.faults [--rounds 20] [--fault worker --fault redis …] [--seed 1]

Redis, PostgreSQL, web, two workers and beat, with the tests' instant pipeline slowed to half a second a recording. Every round
uploads some clips, breaks one thing, mends it, and waits until everything has ended. The rows themselves tell what was lost and
what was done twice (`benchmarks.ledger`). A full disk takes root, for a small file system of its own.
"""

import argparse
import os
import random
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.breakages import BREAKAGES, Breakage
from benchmarks.ledger import Verdict
from benchmarks.scaled_site import ScaledSite, scaled_site

WITHIN_S = 600.0
DISK_MB = 24
CLIPS = 3


@dataclass
class Tally:
    """One line of the table."""

    rounds: int = 0
    uploads: int = 0
    done: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    taken_up: int = 0
    computed_again: int = 0
    orphans: int = 0
    seconds: list[float] = field(default_factory=list)

    def add(self, verdict: Verdict, seconds: float) -> None:
        self.rounds += 1
        self.uploads += verdict.uploads
        self.done += verdict.done
        self.lost += verdict.lost
        self.twice += verdict.twice
        self.taken_up += verdict.taken_up
        self.computed_again += verdict.computed_again
        self.orphans = verdict.orphans  # of all rounds: nothing is deleted between them
        self.seconds.append(seconds)

    def row(self, name: str) -> str:
        counts = (
            self.rounds,
            self.uploads,
            self.done,
            len(self.lost),
            len(self.twice),
            self.taken_up,
            self.computed_again,
            self.orphans,
        )
        middle = sorted(self.seconds)[len(self.seconds) // 2]
        return f"{name:<34}" + "".join(f"{count:>9}" for count in counts) + f"{middle:>9.1f}{max(self.seconds):>9.1f}"


def main() -> None:
    """Break each thing as often as asked for, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--fault", action="append", choices=list(BREAKAGES), help="this one; all when left out")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    names = arguments.fault or list(BREAKAGES)
    tallies: dict[str, Tally] = {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="undertone-faults-")))
        folder.chmod(0o755)  # PostgreSQL runs as another user
        data = stack.enter_context(_small_disk(folder / "disk"))
        site = stack.enter_context(scaled_site(folder, data=data))
        for name in names:
            chance = random.Random(f"{arguments.seed} {name}")
            tallies[name] = _repeat(BREAKAGES[name], site, chance, name=name, rounds=arguments.rounds)
    print(f"\nseed {arguments.seed}, {arguments.rounds} rounds of each")
    headings = ("rounds", "uploads", "done", "lost", "twice", "taken up", "again", "orphans", "median s", "max s")
    print(f"{'what broke':<34}" + "".join(f"{heading:>9}" for heading in headings))
    for name, tally in tallies.items():
        print(tally.row(BREAKAGES[name].title))
    for name, tally in tallies.items():
        for problem in (*tally.lost, *tally.twice):
            print(f"{name}: {problem}")


def _repeat(breakage: Breakage, site: ScaledSite, chance: random.Random, *, name: str, rounds: int) -> Tally:
    tally = Tally()
    for number in range(rounds):
        clips = [site.clip(f"{name}-{number:02}-{place}.wav", chance) for place in range(CLIPS)]
        start = time.monotonic()
        breakage.run(site, clips, chance)
        acknowledged = [clip.name for clip in clips]
        _until_ended(site, acknowledged)
        tally.add(site.ledger.verdict(acknowledged), time.monotonic() - start)
        problems = f"lost {len(tally.lost)}, twice {len(tally.twice)}"
        print(f"{name} {number + 1}/{rounds}: {tally.seconds[-1]:.1f} s, {problems}", flush=True)
    return tally


def _until_ended(site: ScaledSite, names: list[str]) -> None:
    """What has not ended by then is counted as lost."""
    give_up = time.monotonic() + WITHIN_S
    while site.ledger.unfinished(names):
        if time.monotonic() > give_up:
            print(f"not ended within {WITHIN_S:.0f} s\n{site.log()}")
            return
        time.sleep(0.1)


@contextmanager
def _small_disk(folder: Path) -> Iterator[Path]:
    """A file system of a few megabytes, where this machine allows it; else a folder, and no disk is filled."""
    folder.mkdir()
    mount = shutil.which("mount")
    command = [mount or "", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "undertone-faults", str(folder)]
    mounted = os.geteuid() == 0 and mount and subprocess.run(command, check=False, capture_output=True).returncode == 0
    try:
        yield folder / "data"
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


if __name__ == "__main__":
    main()
