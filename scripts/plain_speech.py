"""Gathers speech that is plainly neutral, which actors' corpora lack: `python -m scripts.plain_speech OUT --data DATA`.

Two kinds, all of it free to train on: announcements spoken by people whose terms allow it (the Russian, the French and the
Italian voice of Debian's Asterisk prompts), and texts of the GoEmotions training split read out by synthetic voices. Needs a
Debian machine with apt-get and the packages `ffmpeg espeak-ng festival`, whose voices are `festvox-czech-dita
festvox-czech-krb festvox-czech-machac festvox-czech-ph festvox-ca-ona-hts festvox-suopuhe-mv festvox-suopuhe-lj
festvox-italp16k festvox-itapc16k festvox-kdlpc16k`. Writes `OUT/clips.csv` and its clips, for the data set `plain`.
"""

import argparse
import csv
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from recognition.engine.datasets.base import load_dataset

PROMPTS = {
    "asterisk-core-sounds-ru-g722": ("ivrvoice", "ru", "female"),
    "asterisk-prompt-fr-armelle": ("armelle", "fr", "female"),
    "asterisk-core-sounds-it-g722": ("carlo", "it", "male"),
}
FESTIVAL_VOICES = {
    "czech_dita": "female",
    "czech_krb": "male",
    "czech_machac": "male",
    "czech_ph": "male",
    "upc_ca_ona_hts": "female",
    "hy_fi_mv_diphone": "male",
    "suo_fi_lj_diphone": "female",
    "lp_diphone": "female",
    "pc_diphone": "male",
    "ked_diphone": "male",
}
ESPEAK_VOICES = {"en-us": "male", "en-gb+f3": "female", "en-gb-scotland+m3": "male", "de+f2": "female", "pl+m5": "male"}
CALIBRATE = ("czech_dita", "espeak-en-gb+f3")  # machines, for people who speak plainly are few: all of them train
FESTIVAL_TEXTS, ESPEAK_TEXTS = 40, 20
WORDS_PER_TEXT = range(5, 16)
SHORTEST_BYTES = 32_000  # a second of 16-bit sound at 16 kHz
AUDIO = (".g722", ".gsm", ".wav")
NOT_SENTENCES = ("digits", "letters", "phonetic", "silence", "dictate", "followme")
COLUMNS = ("path", "label", "speaker", "sex", "language", "split")

Row = tuple[str, str, str, str, str]


def main() -> None:
    """Gather the clips, and write their list."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path, required=True, help="the folder with the data sets, for GoEmotions' texts")
    options = parser.parse_args()
    voices, clips = gather(options.out, options.data)
    sys.stdout.write(f"{clips} clips of {voices} voices in {options.out}\n")


def gather(out: Path, data: Path) -> tuple[int, int]:
    """Write every clip and their list; how many voices and clips there are."""
    out.mkdir(parents=True, exist_ok=True)
    rows = [*announcements(out), *read_aloud(out, plain_texts(data))]
    with (out / "clips.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *((*row, split_of(row[2])) for row in rows)])
    return len({row[2] for row in rows}), len(rows)


def split_of(speaker: str) -> str:
    """The side a voice is on in every fold: nobody of these tests, as plain speech is tested with other people's."""
    return "dev" if speaker in CALIBRATE else "train"


def announcements(out: Path) -> Iterator[Row]:
    """The prompts of each package, as 16-kHz WAV."""
    for package, (speaker, language, sex) in PROMPTS.items():
        with TemporaryDirectory() as folder:
            subprocess.run(["apt-get", "download", package], cwd=folder, check=True, capture_output=True)
            archive = next(Path(folder).glob("*.deb"))
            subprocess.run(["dpkg-deb", "-x", archive, folder], check=True)
            for number, prompt in enumerate(sorted(_prompts(Path(folder)))):
                clip = f"{speaker}-{number:03}.wav"
                _ffmpeg(prompt, out / clip)
                if (out / clip).stat().st_size < SHORTEST_BYTES:
                    (out / clip).unlink()
                else:
                    yield clip, "neutral", speaker, sex, language


def _prompts(folder: Path) -> Iterator[Path]:
    for file in folder.rglob("*"):
        if file.suffix in AUDIO and not any(part in NOT_SENTENCES for part in file.parts):
            yield file


def read_aloud(out: Path, texts: Iterator[str]) -> Iterator[Row]:
    """Texts in synthetic voices; some voices read English with another language's sounds, which is plain all the same."""
    for voice, sex in FESTIVAL_VOICES.items():
        for number in range(FESTIVAL_TEXTS):
            clip = f"{voice}-{number:03}.wav"
            command = ["text2wave", "-eval", f"(voice_{voice})", "-o", str(out / clip)]
            subprocess.run(command, input=next(texts), text=True, check=True, capture_output=True)
            yield clip, "neutral", voice, sex, "en"
    for voice, sex in ESPEAK_VOICES.items():
        for number in range(ESPEAK_TEXTS):
            clip = f"espeak-{voice}-{number:03}.wav"
            subprocess.run(["espeak-ng", "-v", voice, "-w", str(out / clip), next(texts)], check=True)
            yield clip, "neutral", f"espeak-{voice}", sex, "en"


def plain_texts(data: Path) -> Iterator[str]:
    """Neutral training texts of GoEmotions in a fixed random order, as words alone."""
    texts = load_dataset("goemotions", data / "goemotions").utterances
    neutral = [text.text or "" for text in texts if text.split == "train" and text.labels == ("neutral",)]
    random.Random(1).shuffle(neutral)
    for text in neutral:
        words = re.findall(r"[a-z]+", re.sub(r"\[\w+\]", "", text.lower()))
        if len(words) in WORDS_PER_TEXT:
            yield " ".join(words) + "."


def _ffmpeg(source: Path, target: Path) -> None:
    command = ["ffmpeg", "-v", "error", "-y", "-i", str(source), "-ar", "16000", "-ac", "1", str(target)]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
