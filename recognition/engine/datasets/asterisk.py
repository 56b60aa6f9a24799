"""Announcements of the Asterisk telephone system: people who read out sentences, plainly, for machines to say."""

import re
from collections.abc import Iterator
from pathlib import Path

from recognition.engine.datasets.base import Dataset, Utterance, speaker_folds

LICENCE = "by voice: CC BY-SA 3.0 (Digium's en, es, fr), CC BY 3.0 (it, ru); older packs: GPL-2 (es), BSD-style (fr)"

VOICE = re.compile(r"(?P<language>[a-z]{2})(_[A-Z]{2})?(_(?P<sex>[fm])_(?P<name>\w+))?")
SEXES = {"f": "female", "m": "male"}

BYTES_PER_S = {
    ".sln16": 32_000,
    ".wav16": 32_000,
    ".g722": 8_000,
    ".wav": 16_000,
    ".sln": 16_000,
    ".ulaw": 8_000,
    ".alaw": 8_000,
    ".gsm": 1_650,
}
"""Of each format that Asterisk plays, best first: an announcement often lies there in several."""

GATHERED = frozenset({"Carlo", "IvrvoiceRU", "fr"})
"""Voices of which `scripts.plain_speech` makes training clips: they cannot test what is trained on those."""

MIN_S = 1.0
NO_SENTENCES = frozenset({"digits", "letters", "phonetic", "silence"})
NO_SPEECH = frozenset({"ascending-2tone", "descending-2tone", "beep", "beeperr", "tt-monkeys"})


def load(folder: Path) -> Dataset:
    """Read `ll_RR_f|m_Name/**`, and older packs' `ll/**`: language, region, sex and name of the voice.

    `folder` holds such folders, or is one. Numbers, letters, tones and what lasts less than a second are left out. Voices
    of `GATHERED` are the training split. A name is one speaker in whatever languages it speaks; an older pack's speaker is
    known by its folder alone.
    """
    utterances = tuple(utterance for voice in _voices(folder) for utterance in _utterances(voice))
    return Dataset(
        name="asterisk",
        licence=LICENCE,
        label_map={"announcement": "neutral"},
        utterances=utterances,
        folds=speaker_folds(utterance.speaker for utterance in utterances),
    )


def _voices(folder: Path) -> list[Path]:
    """Folders named like a voice. Exchanges link `en` to the voice in use, which would then count twice."""
    inside = (path for path in folder.glob("*") if path.is_dir() and not path.is_symlink())
    return sorted(path for path in (folder.resolve(), *inside) if VOICE.fullmatch(path.name))


def _utterances(voice: Path) -> Iterator[Utterance]:
    match = VOICE.fullmatch(voice.name)
    if match is None:
        return
    for announcement, path in sorted(_announcements(voice).items()):
        speaker = match["name"] or voice.name
        yield Utterance(
            id=f"{voice.name}/{announcement}",
            labels=("neutral",),
            path=path,
            speaker=speaker,
            split="train" if speaker in GATHERED else "test",
            sex=SEXES.get(match["sex"]),
            language=match["language"],
        )


def _announcements(voice: Path) -> dict[str, Path]:
    """Each announcement's name, with its folder, to its file in the best format."""
    best: dict[str, Path] = {}
    for suffix in reversed(BYTES_PER_S):
        for path in voice.rglob(f"*{suffix}"):
            within = path.relative_to(voice)
            if not NO_SENTENCES & set(within.parts) and path.stem not in NO_SPEECH and _seconds(path) >= MIN_S:
                best[within.with_suffix("").as_posix()] = path
    return best


def _seconds(path: Path) -> float:
    return path.stat().st_size / BYTES_PER_S[path.suffix]
