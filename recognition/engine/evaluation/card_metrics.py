"""Figures on the models' cards, each beside the command that gives it again, and the table of them all."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from recognition.engine.errors import DatasetError
from recognition.engine.evaluation.evaluate import evaluate
from recognition.engine.evaluation.figures import of_earlier, told
from recognition.engine.evaluation.folds import folders_of
from recognition.engine.evaluation.goals import filled
from recognition.engine.evaluation.human import human_yardstick
from recognition.engine.evaluation.int8 import compare
from recognition.engine.evaluation.int8_table import int8_table
from recognition.engine.fusion.cards import CHECKPOINTS_DIR, Card, checkpoint_folder, read_card, write_card

HELD_OUT = (
    ("ravdess", "test"),
    ("emodb", "test"),
    ("nemo", "test"),
    ("urdu", "test"),
    ("asr", "test"),
    ("goemotions", "test"),
    ("goemotions", "spoken"),
    ("ferplus", "test"),
    ("pairs", "test"),
)
CROSS_VALIDATED = (("ravdess", "folds"), ("emodb", "folds"), ("nemo", "folds"), ("pairs", "folds"))
EIGHT_BIT = (("ravdess", "test"), ("emodb", "test"), ("nemo", "test"), ("urdu", "test"), ("goemotions", "test"))
READS: Mapping[str, tuple[str, ...]] = {
    "voice-words": ("ravdess", "emodb", "nemo", "urdu", "asr", "goemotions"),
    "au-mfcc": ("ravdess",),
    "efficient-face": ("ferplus",),
    "face-voice": ("ravdess", "emodb", "nemo", "urdu", "ferplus", "pairs"),
    "mfer": ("ravdess", "emodb", "nemo", "urdu", "ferplus", "pairs"),
}
"""The data sets that have what an architecture reads: of voices, only those of RAVDESS have faces beside them here."""

MADE_OF_OTHERS = ("pairs",)  # found where those are
IN_8_BITS = ("voice-words", "au-mfcc")

KEPT = (
    "beside",
    "examples",
    "speakers",
    "ua",
    "ua_interval",
    "wa",
    "wa_interval",
    "macro_f1",
    "multi_label_macro_f1",
    "recall",
    "predicted_share",
    "confusion",
    "top_5",
    "ece",
    "reliability",
    "nll",
    "set_coverage",
    "set_size",
    "sure",
    "surely_wrong",
    "seeds",
    "seed_deviation",
)
TABLE = CHECKPOINTS_DIR / "README.md"
GOALS = CHECKPOINTS_DIR / "goals.md"
HEADING = """# What the shipped models reach

Made by `emotion cards --data DATA --folds FOLDS`; every row's own command is on the card. Speakers are never shared
between training and test. `test` is the speakers that the shipped weights have not heard (fold 1), `folds` is cross-
validation: each speaker is judged by the checkpoint that held that speaker out (`emotion train RECIPE --data DATA
--out FOLDS/fold-N --fold N`, five times); of several seeds it is their mean, and ± the standard deviation over them
(`--folds FOLDS/seed-1 --folds FOLDS/seed-2 …`). `spoken` are texts read out by a flat synthetic voice. `asr` is plain
read speech, all of it neutral. Streams with `_baseline` are read against the speaker's own average, from all of that
speaker's utterances without their labels, as the product does; `_centred` is less the mean of them all, the published
speaker normalisation, which takes each emotion to be as common as any other. A version behind a split is that of the
weights measured, where they are not the shipped ones. Brackets are 95 % intervals by bootstrap over speakers. UA is the
mean recall, WA the accuracy, ECE the calibration error in 15 bins, coverage that of the 90 % prediction sets. Of FER+
nobody knows who is in the pictures: its intervals are by bootstrap over faces.

| model | data | split | classes | stream | examples | speakers | UA | WA | ECE | coverage | set size |
|---|---|---|--:|---|--:|--:|---|---|--:|--:|--:|
"""


def rebuild(
    model: str, *, data: Path, folds: Sequence[Path], cache: Path | None = None, report: Callable[[str], None]
) -> None:
    """Measure every figure of a card again.

    Args:
        data: the folder with the data sets, each under its own name.
        folds: checkpoints for cross-validation, a folder for each recipe and seed. Those of other recipes are for other
            models; where none is of this one's, its figures stay as they are.
        cache: as for `evaluate`.

    Raises:
        DatasetError: when a data set is missing.
        UnknownComponentError, ModelUnavailableError: as `load_model`.
    """
    record_people(model, data)
    card = read_card(checkpoint_folder(model))
    architecture, own = card["architecture"], folders_of(card, folds)
    readable = READS[architecture["name"]]
    for dataset, split in HELD_OUT + (CROSS_VALIDATED if own else ()):
        if dataset not in readable:
            continue
        report(f"{model}: {dataset}, {split}")
        where = data if dataset in MADE_OF_OTHERS else data / dataset
        chosen: dict[str, Any] = {"dataset": dataset, "data": where, "split": split, "cache": cache}
        record(model, evaluate(model, folds=own, progress=lambda *_: None, **chosen))
    for dataset, split in EIGHT_BIT:
        if dataset not in readable or architecture["name"] not in IN_8_BITS:
            continue
        report(f"{model} in 8 bits: {dataset}, {split}")
        chosen = {"dataset": dataset, "data": data / dataset, "split": split, "cache": cache}
        record_int8(model, compare(model, progress=lambda *_: None, **chosen))


def refuse_strange_folds(models: Sequence[str], folds: Sequence[Path]) -> None:
    """See before hours of measuring that every folder holds checkpoints by the recipe of one of the models.

    Raises:
        DatasetError: naming a folder that is of none.
        UnknownComponentError: `unknown_model`.
    """
    cards = [read_card(checkpoint_folder(model)) for model in models]
    for folder in folds:
        if not any(folders_of(card, [folder]) for card in cards):
            raise DatasetError(
                f"{folder} holds no checkpoints by the recipe of {', '.join(models)}.", code="dataset_error"
            )


def record_people(model: str, data: Path) -> None:
    """Put how well people do, from CREMA-D's votes, on the card of `model`, beside what is published of them elsewhere.

    Raises:
        DatasetError: when the votes are not there.
        UnknownComponentError: `unknown_model`.
    """
    folder = checkpoint_folder(model)
    card = read_card(folder)
    card["human_yardstick"]["crema_d"] = human_yardstick("crema_d", data / "crema_d")
    write_card(folder, card)


def record(model: str, report: dict[str, Any]) -> None:
    """Put a report's figures on the card of `model`, in place of earlier ones for the same data and split.

    Raises:
        UnknownComponentError: `unknown_model`.
    """
    streams = {
        stream: {name: figures[name] for name in KEPT if name in figures}
        for stream, figures in report["streams"].items()
    }
    option = _folds_option(report["seeds"]) if report["split"] == "folds" else ""
    _put(model, "metrics", {**_entry(report, option), "streams": streams})


def record_int8(model: str, report: dict[str, Any]) -> None:
    """Put what the 8-bit variant loses on the card of `model`, in place of what was there for the same data and split.

    Raises:
        UnknownComponentError: `unknown_model`.
    """
    names = ("calibration", "bytes", "full_bytes", "speed_up", "streams")
    own = {name: report[name] for name in names if name in report}
    _put(model, "int8", {**_entry(report, " --int8"), **own})


def _folds_option(seeds: Sequence[int]) -> str:
    return " --folds FOLDS" if len(seeds) == 1 else "".join(f" --folds FOLDS/seed-{seed}" for seed in seeds)


def _put(model: str, section: str, entry: dict[str, Any]) -> None:
    folder = checkpoint_folder(model)
    card = read_card(folder)
    key = (entry["dataset"], entry["split"])
    others = [other for other in card.get(section, []) if (other["dataset"], other["split"]) != key]
    card[section] = sorted([*others, entry], key=lambda other: (other["dataset"], other["split"]))
    write_card(folder, card)


def _entry(report: dict[str, Any], option: str) -> dict[str, Any]:
    model, dataset, split = report["model"]["id"], report["dataset"], report["split"]
    where = "DATA" if dataset in MADE_OF_OTHERS else f"DATA/{dataset}"
    return {
        "version": report["model"]["version"],
        "dataset": dataset,
        "split": split,
        "unseen_speakers": report["unseen"],
        "classes": report["classes"],
        "command": f"emotion evaluate {model} --dataset {dataset} --data {where} --split {split}{option}",
    }


def table(cards: list[Card]) -> str:
    """The figures of all cards as one Markdown page, and beside them what was aimed at."""
    rows = [
        _row(card, entry, stream, figures)
        for card in cards
        for entry in card["metrics"]
        for stream, figures in entry["streams"].items()
    ]
    return (
        HEADING + "\n".join(rows) + "\n" + int8_table(cards) + "\n" + filled(GOALS.read_text(encoding="utf-8"), cards)
    )


def _row(card: Card, entry: dict[str, Any], stream: str, figures: dict[str, Any]) -> str:
    cells = [
        f"`{card['id']}`",
        entry["dataset"],
        f"{entry['split']}{of_earlier(card, entry)}",
        len(entry["classes"]),
        stream,
        figures["examples"],
        figures["speakers"] or "–",
        *(told(figures, name) for name in ("ua", "wa")),
        *(told(figures, name) for name in ("ece", "set_coverage")),
        f"{figures['set_size']:.2f}",
    ]
    return f"| {' | '.join(map(str, cells))} |"
