"""GoEmotions (Demszky et al. 2020, arXiv:2005.00547): 54 thousand Reddit comments, by its published Ekman groups."""

import csv
from collections.abc import Iterator
from pathlib import Path

from recognition.engine.datasets.base import Dataset, Utterance

# The published mapping of 27 names to six groups, and our name for each group.
GROUPS = {
    "angry": "anger annoyance disapproval",
    "disgust": "disgust",
    "fearful": "fear nervousness",
    "happy": "joy amusement approval excitement gratitude love optimism relief pride admiration desire caring",
    "sad": "sadness disappointment embarrassment grief remorse",
    "surprised": "surprise realization confusion curiosity",
}
GROUP_OF = {name: group for group, names in GROUPS.items() for name in names.split()}
SPLITS = ("train", "dev", "test")


def load(folder: Path) -> Dataset:
    """Read `emotions.txt` and the official `train|dev|test.tsv` (text, comma-separated label ids, id)."""
    names_file = folder / "emotions.txt"
    if not names_file.is_file():
        return Dataset(name="goemotions", licence="Apache-2.0", utterances=())
    names = names_file.read_text(encoding="utf-8").split()
    groups = [GROUP_OF.get(name, "neutral") for name in names]
    if "neutral" not in names:
        groups.append("neutral")  # id 27 stands for neutral and is left out of some copies of the list
    utterances = [utterance for split in SPLITS for utterance in _split(folder / f"{split}.tsv", split, groups)]
    return Dataset(
        name="goemotions",
        licence="Apache-2.0",
        label_map={**GROUP_OF, "neutral": "neutral"},
        utterances=tuple(utterances),
    )


def _split(path: Path, split: str, groups: list[str]) -> Iterator[Utterance]:
    if not path.is_file():
        return
    with path.open(encoding="utf-8", newline="") as rows:
        for text, ids, identifier in csv.reader(rows, delimiter="\t", quoting=csv.QUOTE_NONE):
            labels = tuple(dict.fromkeys(groups[int(number)] for number in ids.split(",")))
            yield Utterance(id=identifier, labels=labels, text=text, split=split)
