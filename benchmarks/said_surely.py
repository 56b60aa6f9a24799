"""How often an analysis names the wrong emotion without saying “not sure”: what a person would have to find out alone.

Run: python -m benchmarks.said_surely --dataset asr --data DATA/asr [--split test] [--engine auto]

The whole way of the product: recogniser, segments, 8 bits where the processor has them. Every segment of a clip has the
clip's label. “Not sure” is what the page says: more than one emotion in the prediction set, or a reason for doubt. Words
that are missing, or of a language that the model does not read, count as no reason here, for every clip of a corpus has it.
"""

import argparse
from collections import Counter
from pathlib import Path

from recognition.engine.config import EngineConfig
from recognition.engine.datasets.base import Utterance, load_dataset
from recognition.engine.evaluation.evaluate import choose
from recognition.engine.fusion.cards import checkpoint_folder, read_card
from recognition.engine.labels import project
from recognition.engine.pipeline import Pipeline, Request
from recognition.engine.request import Quiet
from recognition.engine.types import Segment

MODEL = "voice-words"
OF_A_CORPUS = {"no_words", "language_not_covered"}


def main() -> None:
    """Print a line for each wrong segment, and the counts."""
    options = _options()
    card = read_card(checkpoint_folder(MODEL))
    pipeline = Pipeline(EngineConfig(models_dir=options.models_dir, allow_downloads=False))
    counted: Counter[str] = Counter()
    for clip in choose(load_dataset(options.dataset, options.data), card, options.split):
        label = project(clip.label, card["labels"])
        if label is None or clip.path is None:
            continue
        request = Request(clip.path, clip.path.name, model=MODEL, asr=options.engine, speaker_baseline=False)
        for segment in pipeline.run(request, Quiet()).segments:
            counted.update(_counted(clip, label, segment))
    told = ", ".join(f"{name} {counted[name]}" for name in ("segments", "sure", "wrong", "wrong and sure"))
    print(f"{options.dataset} ({options.split}): {told}")


def _counted(clip: Utterance, label: str, segment: Segment) -> list[str]:
    wrong, sure = segment.top != label, len(segment.set) == 1 and not set(segment.reasons) - OF_A_CORPUS
    if wrong:
        doubt = "sure" if sure else ", ".join(segment.reasons)
        print(f"{clip.id} {segment.start_s:.1f} s: {label} read as {segment.top}, of {len(segment.set)} ({doubt})")
    found = {"segments": True, "sure": sure, "wrong": wrong, "wrong and sure": wrong and sure}
    return [name for name, holds in found.items() if holds]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dataset", default="asr")
    parser.add_argument("--data", type=Path, required=True, help="the data set's folder")
    parser.add_argument("--split", default="test", help="as for `emotion evaluate`")
    parser.add_argument("--engine", default="auto", help="the speech engine")
    parser.add_argument("--models-dir", type=Path, default=Path("var/models"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
