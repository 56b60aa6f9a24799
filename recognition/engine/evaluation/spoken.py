"""Texts read out by a flat synthetic voice: a voice that says nothing must take nothing from what the words say."""

import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from recognition.engine.datasets.base import Utterance
from recognition.engine.errors import DatasetError
from recognition.engine.labels import project
from recognition.engine.training.words import spoken_form

TEXTS_PER_LABEL = 100
VOICES = ("slt", "rms", "awb", "kal16")  # by turns, so that no one voice's timbre decides the figure
FLAT = ("--setf", "int_f0_target_stddev=0")


def choose_texts(utterances: Sequence[Utterance], labels: Sequence[str]) -> list[Utterance]:
    """The first texts of each label that have no other: the same ones every time."""
    chosen: list[Utterance] = []
    for label in labels:
        only = [
            u
            for u in utterances
            if {project(name, labels) for name in u.labels} == {label} and spoken_form(u.text or "")
        ]
        chosen += only[:TEXTS_PER_LABEL]
    return chosen


def read_out(utterances: Sequence[Utterance], folder: Path) -> list[Utterance]:
    """The same utterances, each with a sound file in `folder`; text becomes what was really said.

    Raises:
        DatasetError: when flite is not installed.
    """
    return [
        _read_out(utterance, folder / f"{number}.wav", VOICES[number % len(VOICES)])
        for number, utterance in enumerate(utterances)
    ]


def _read_out(utterance: Utterance, path: Path, voice: str) -> Utterance:
    text = spoken_form(utterance.text or "")
    try:
        subprocess.run(["flite", "-voice", voice, *FLAT, "-t", text, "-o", str(path)], check=True, capture_output=True)
    except FileNotFoundError as error:
        raise DatasetError("Reading texts out needs the program flite.", code="dataset_error") from error
    return replace(utterance, path=path, text=text, speaker=f"flite {voice}")
