"""Figures on a model's card, each beside the command that gives it again."""

from typing import Any

from recognition.engine.fusion.cards import checkpoint_folder, read_card, write_card

KEPT = (
    "examples",
    "speakers",
    "ua",
    "ua_interval",
    "wa",
    "wa_interval",
    "macro_f1",
    "multi_label_macro_f1",
    "recall",
    "confusion",
    "ece",
    "nll",
    "set_coverage",
    "set_size",
)


def record(model: str, report: dict[str, Any]) -> None:
    """Put a report's figures on the card of `model`, in place of earlier ones for the same data and split.

    Raises:
        UnknownComponentError: `unknown_model`.
    """
    folder = checkpoint_folder(model)
    card = read_card(folder)
    key = (report["dataset"], report["split"])
    others = [entry for entry in card["metrics"] if (entry["dataset"], entry["split"]) != key]
    card["metrics"] = sorted(
        [*others, _entry(card["id"], report)], key=lambda entry: (entry["dataset"], entry["split"])
    )
    write_card(folder, card)


def _entry(model: str, report: dict[str, Any]) -> dict[str, Any]:
    dataset, split = report["dataset"], report["split"]
    return {
        "dataset": dataset,
        "split": split,
        "unseen_speakers": report["unseen"],
        "classes": report["classes"],
        "command": f"emotion evaluate {model} --dataset {dataset} --data DATA/{dataset} --split {split}"
        + (" --folds FOLDS" if split == "folds" else ""),
        "streams": {
            stream: {name: figures[name] for name in KEPT if name in figures}
            for stream, figures in report["streams"].items()
        },
    }
