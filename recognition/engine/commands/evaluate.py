"""`emotion evaluate`: the honest report."""

import argparse
import sys
from pathlib import Path
from typing import Any

from tqdm import tqdm

from recognition.engine.commands import human
from recognition.engine.commands.json_output import STDOUT, write_json
from recognition.engine.datasets.base import DATASETS
from recognition.engine.evaluation.figures import three, told

FIGURES = (
    "ua",
    "wa",
    "macro_f1",
    "multi_label_macro_f1",
    "ece",
    "top_5",
    "nll",
    "set_coverage",
    "set_size",
    "sure",
    "surely_wrong",
)
SEEN = {
    True: "",
    False: " — INCLUDES what the model was trained or calibrated on",
    None: " — a table of your own, which may list clips that the model was trained on",
}


def add_parser(commands: Any) -> None:
    """Declare the command and its options."""
    parser = commands.add_parser("evaluate", help="measure a model on a data set")
    parser.add_argument("model", metavar="MODEL", help=f"a model id or checkpoint folder, or “{human.NAME}” for people")
    parser.add_argument("--dataset", required=True, metavar="NAME", help=", ".join(DATASETS))
    parser.add_argument("--data", type=Path, required=True, metavar="PATH", help="the data set's folder, or the CSV")
    parser.add_argument(
        "--split", default="test", help="test (unseen by the checkpoint), folds, spoken, all, train or dev"
    )
    parser.add_argument(
        "--folds",
        type=Path,
        metavar="DIR",
        action="append",
        default=[],
        help="for --split folds: a checkpoint for each fold; given more than once, each is another seed",
    )
    parser.add_argument(
        "--int8", action="store_true", help="what the 8-bit variant loses; needs a corpus of the model beside PATH"
    )
    parser.add_argument(
        "--cache", type=Path, help="that of training, for models of faces: what was measured of clips is kept"
    )
    parser.add_argument("--json", metavar="OUT", help="write the whole report to a file, or - for standard output")
    parser.add_argument("--confusion", type=Path, metavar="OUT.png", help="draw what is taken for what, by stream")
    parser.add_argument("--card", action="store_true", help="record the figures on the model's card")
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> None:
    """Evaluate, and print a readable report.

    Raises:
        EngineError: when the model or the data set is not usable.
    """
    if options.model == human.NAME:
        human.run(options)
        return
    # Imported here because torch takes seconds to load, and `emotion --help` should not.
    from recognition.engine.evaluation.card_metrics import record, record_int8

    report = _measured(options)
    if options.card:
        (record_int8 if options.int8 else record)(options.model, report)
    if options.confusion and not options.int8:
        from recognition.engine.evaluation.confusion_chart import write_confusion

        write_confusion(options.confusion, report)
    write_json(report, options.json)
    if options.json != STDOUT:
        _print_head(report)
        (_print_int8 if options.int8 else _print)(report)


def _measured(options: argparse.Namespace) -> dict[str, Any]:
    from recognition.engine.evaluation.evaluate import evaluate
    from recognition.engine.evaluation.int8 import compare

    chosen = {"dataset": options.dataset, "data": options.data, "split": options.split}
    with tqdm(total=1, desc=options.dataset, file=sys.stderr) as bar:

        def on_progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        common = {**chosen, "models_dir": options.models_dir, "progress": on_progress}
        if options.int8:
            return compare(options.model, cache=options.cache, **common)
        return evaluate(options.model, folds=options.folds, cache=options.cache, **common)


def _print_head(report: dict[str, Any]) -> None:
    seen = SEEN[report["unseen"]]
    print(f"{report['model']['id']} {report['model']['version']} on {report['dataset']}, split {report['split']}{seen}")
    print(
        f"classes: {', '.join(report['classes'])}; {report['left_out']} utterances have none of them and are left out"
    )


def _print_int8(report: dict[str, Any]) -> None:
    print(f"8 bits: {report['bytes'] / 1e6:.1f} MB of weights, {report['full_bytes'] / 1e6:.1f} in half precision")
    if "speed_up" in report:
        print(f"{report['speed_up']:.2f} times as fast on one thread")
    for stream, figures in report["streams"].items():
        print(f"\n{stream}: {figures['examples']} examples, the same answer to {figures['same_answer']:.1%}")
        for name in ("ua", "wa", "ece"):
            change = told(figures, f"{name}_difference")
            print(f"  {name.upper():<4} {three(figures[name])}, {change} to full precision")


def _print(report: dict[str, Any]) -> None:
    for stream, figures in report["streams"].items():
        seeds = f", mean of {figures['seeds']} seeds ± their deviation" if "seeds" in figures else ""
        print(f"\n{stream}: {figures['examples']} examples, {figures['speakers']} speakers{seeds}")
        for name in FIGURES:
            if name in figures:
                print(f"  {name.upper() if name in ('ua', 'wa') else name:<14} {told(figures, name)}")
        print("  recall         " + ", ".join(f"{label} {value:.2f}" for label, value in figures["recall"].items()))
        print(
            "  predicted      "
            + ", ".join(f"{label} {value:.2f}" for label, value in figures["predicted_share"].items())
        )
        for other, values in figures.get("beside", {}).items():
            print(f"  less {other:<9} UA {told(values, 'ua_difference')}, where both speak")
        for name, values in figures["slices"].items():
            print(f"  {name:<14} UA {three(values['ua'])}, WA {three(values['wa'])}, {values['examples']} examples")
