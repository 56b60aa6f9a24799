"""CREMA-D (Cao et al. 2014, doi:10.1109/TAFFC.2014.2336244): 91 actors, 6 emotions, 12 sentences, judged by a crowd."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from recognition.engine.datasets.base import Dataset, Utterance, audio_files, speaker_folds, video_files
from recognition.engine.errors import DatasetError

EMOTIONS = {
    "NEU": "neutral",
    "HAP": "happy",
    "SAD": "sad",
    "ANG": "angry",
    "FEA": "fearful",
    "DIS": "disgust",
}
VOTES = {code[0]: emotion for code, emotion in EMOTIONS.items()}
MODES = {"1": "voice", "2": "face", "3": "both"}
"""What the crowd was given, by the first digit of a row's number: 1xxxxx, 2xxxxx, 3xxxxx."""

SENTENCES = {
    "IEO": "It's eleven o'clock.",
    "TIE": "That is exactly what happened.",
    "IOM": "I'm on my way to the meeting.",
    "IWW": "I wonder what this is about.",
    "TAI": "The airplane is almost full.",
    "MTI": "Maybe tomorrow it will be cold.",
    "IWL": "I would like a new alarm clock.",
    "ITH": "I think I have a doctor's appointment.",
    "DFA": "Don't forget a jacket.",
    "ITS": "I think I've seen this before.",
    "TSI": "The surface is slick.",
    "WSI": "We'll stop in a couple of minutes.",
}
# Without sound, cut to nothing, or a minute with every emotion in it.
BROKEN = frozenset({"1064_IEO_DIS_MD", "1064_TIE_SAD_XX", "1076_MTI_NEU_XX", "1076_MTI_SAD_XX"})
DEMOGRAPHICS = "VideoDemographics.csv"
TABLE = "tabulatedVotes.csv"


@dataclass(frozen=True, slots=True)
class ClipVotes:
    """How people judged one clip in one mode: voice only, face only, or both."""

    clip: str
    mode: str
    votes: Mapping[str, int]

    @property
    def actor(self) -> str:
        return self.clip.split("_")[0]

    @property
    def acted(self) -> str:
        """The emotion that the actor was asked for."""
        return EMOTIONS[self.clip.split("_")[2]]


def load(folder: Path) -> Dataset:
    """Read `AudioWAV/AAAA_SSS_EEE_LL.wav` (actor, sentence, emotion, level), and what is there of `VideoFlash/`,
    `VideoDemographics.csv` and `processedResults/tabulatedVotes.csv`, whose votes on the voice alone are kept.
    """
    # AudioWAV is sorted after AudioMP3, and so is what counts where both are there.
    sounds = {path.stem: path for path in audio_files(folder) if _is_clip(path.stem)}
    films = {path.stem: path for path in video_files(folder)}
    sexes = _sexes(folder / DEMOGRAPHICS)
    heard = {vote.clip: vote.votes for vote in read_votes(folder) if vote.mode == "voice"} if _table(folder) else {}
    utterances = [_utterance(sounds[stem], films.get(stem), sexes, heard.get(stem)) for stem in sorted(sounds)]
    return Dataset(
        name="crema_d",
        licence="ODbL 1.0",
        label_map=EMOTIONS,
        utterances=tuple(utterances),
        folds=speaker_folds(utterance.speaker for utterance in utterances),
    )


def read_votes(folder: Path) -> Iterator[ClipVotes]:
    """Every row of `tabulatedVotes.csv`, in the folder itself or in `processedResults/`.

    Raises:
        DatasetError: when there is no such table, or a row's number tells no mode.
    """
    table = _table(folder)
    if table is None:
        raise DatasetError(f"There is no {TABLE} in {folder} or its processedResults.", code="dataset_error")
    with table.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            number = row[""]  # R writes row names under an empty heading
            if number[:1] not in MODES:
                raise DatasetError(f"{TABLE}: row “{number}” is of no known mode (1, 2, 3).", code="dataset_error")
            votes = {emotion: int(row[letter]) for letter, emotion in VOTES.items()}
            yield ClipVotes(clip=row["fileName"], mode=MODES[number[0]], votes=votes)


def actor_sexes(folder: Path) -> Mapping[str, str]:
    """Actor to "female" or "male", as `VideoDemographics.csv` tells; empty where it is missing."""
    return _sexes(folder / DEMOGRAPHICS)


def _table(folder: Path) -> Path | None:
    places = (folder / "processedResults" / TABLE, folder / TABLE)
    return next((place for place in places if place.is_file()), None)


def _sexes(table: Path) -> dict[str, str]:
    if not table.is_file():
        return {}
    with table.open(encoding="utf-8", newline="") as rows:
        return {row["ActorID"]: row["Sex"].lower() for row in csv.DictReader(rows)}


def _is_clip(stem: str) -> bool:
    fields = stem.split("_")
    return len(fields) == 4 and fields[1] in SENTENCES and fields[2] in EMOTIONS and stem not in BROKEN


def _utterance(sound: Path, film: Path | None, sexes: dict[str, str], votes: Mapping[str, int] | None) -> Utterance:
    actor, sentence, emotion, _ = sound.stem.split("_")
    return Utterance(
        id=sound.stem,
        labels=(EMOTIONS[emotion],),
        path=sound,
        text=SENTENCES[sentence],
        speaker=actor,
        sex=sexes.get(actor),
        language="en",
        video=film,
        votes=votes,
    )
