"""IEMOCAP (Busso et al. 2008, doi:10.1007/s10579-008-9076-6): five sessions of two actors talking, judged by three people."""

import re
from collections.abc import Iterator
from pathlib import Path

from recognition.engine.datasets.base import Dataset, Utterance, audio_files

# "oth" (other) and "xxx" (the judges did not agree) have no name here and are left out.
EMOTIONS = {
    "neu": "neutral",
    "fru": "frustrated",
    "ang": "angry",
    "sad": "sad",
    "exc": "excited",
    "hap": "happy",
    "fea": "fearful",
    "sur": "surprised",
    "dis": "disgust",
}
SEXES = {"F": "female", "M": "male"}
JUDGEMENT = re.compile(
    r"^\[(?P<start>[\d.]+) - (?P<end>[\d.]+)\]\s+(?P<turn>Ses\d\d[FM]_\S+)\s+(?P<emotion>[a-z]{3})\s"
)
LINE = re.compile(r"^(?P<turn>Ses\d\d[FM]_\S+) \[[\d.]+-[\d.]+\]:(?P<text>.*)$")


def load(folder: Path) -> Dataset:
    """Read `SessionN/dialog/EmoEvaluation/*.txt` (time, turn, agreed emotion), `dialog/transcriptions/*.txt`, and the
    sound in `sentences/wav/<dialog>/<turn>.wav`, or else the turn's stretch of `dialog/wav/<dialog>.wav`.

    Folds leave one session out: both of its speakers, who appear in no other.
    """
    sessions = sorted(path for path in folder.glob("Session[1-5]") if path.is_dir())
    utterances = tuple(utterance for session in sessions for utterance in _session(session))
    speakers = sorted({utterance.speaker for utterance in utterances})
    return Dataset(
        name="iemocap",
        licence="IEMOCAP release agreement: research use only",
        label_map=EMOTIONS,
        utterances=utterances,
        folds=tuple(
            frozenset(speaker for speaker in speakers if speaker.startswith(session))
            for session in sorted({speaker[:5] for speaker in speakers})
        ),
    )


def _session(session: Path) -> Iterator[Utterance]:
    sounds = {path.stem: path for path in audio_files(session / "sentences" / "wav")}
    dialogs = {path.stem: path for path in audio_files(session / "dialog" / "wav")}
    texts = {line["turn"]: line["text"].strip() for line in _matches(session / "dialog" / "transcriptions", LINE)}
    for judged in _matches(session / "dialog" / "EmoEvaluation", JUDGEMENT):
        turn = judged["turn"]
        dialog = dialogs.get(turn.rsplit("_", 1)[0])
        if judged["emotion"] in EMOTIONS and (turn in sounds or dialog or turn in texts):
            yield _utterance(judged, sounds.get(turn), dialog, texts.get(turn))


def _matches(folder: Path, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    for path in sorted(folder.glob("Ses*.txt")):  # the folders below hold each judge's own answers
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        yield from (match for line in lines if (match := pattern.match(line)))


def _utterance(judged: re.Match[str], sound: Path | None, dialog: Path | None, text: str | None) -> Utterance:
    turn = judged["turn"]
    cut = sound is None and dialog is not None
    sex = turn.rsplit("_", 1)[1][0]  # the letter after "Ses01" only says who wore the markers
    return Utterance(
        id=turn,
        labels=(EMOTIONS[judged["emotion"]],),
        path=sound or dialog,
        text=text or None,
        speaker=turn[:5] + sex,
        sex=SEXES[sex],
        language="en",
        start_s=float(judged["start"]) if cut else None,
        end_s=float(judged["end"]) if cut else None,
    )
