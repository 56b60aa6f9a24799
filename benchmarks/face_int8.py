"""What EfficientFace would lose and gain in 8 bits: accuracy on FER+'s test faces, and the time of a segment's pictures.

Run: python -m benchmarks.face_int8 --data DATA [--faces 1000]

Convolutions and linear layers are 8-bit throughout (FX graph mode), with the ranges of activations that development faces have;
the extractor of the face's quarters, which cannot be traced, stays as it is. Both take turns on one thread.
"""

import argparse
import time
from copy import deepcopy
from pathlib import Path
from statistics import median
from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.ao.quantization import get_default_qconfig_mapping
from torch.ao.quantization.fx.custom_config import PrepareCustomConfig
from torch.ao.quantization.quantize_fx import convert_fx, prepare_fx

from recognition.engine.datasets.base import load_dataset
from recognition.engine.evaluation.faces import pictures_of
from recognition.engine.features.efficient_face import LocalFeatureExtractor, prepared
from recognition.engine.features.vggish_int8 import quietly
from recognition.engine.fusion.cards import checkpoint_folder
from recognition.engine.fusion.face import FaceModel
from recognition.engine.labels import project

CALIBRATION_FACES, SEGMENT_PICTURES, TURNS = 256, 15, 20


def main() -> None:
    """Print accuracies, agreement, and milliseconds."""
    options = _options()
    torch.set_num_threads(1)
    model = FaceModel.load(checkpoint_folder("efficient-face"))
    faces, truth = _faces(model, options.data, "test", options.faces)
    known, _ = _faces(model, options.data, "dev", CALIBRATION_FACES)
    whole = model.net
    variant = eight_bit(whole, known)
    answers = [_answers(net, faces) for net in (whole, variant)]
    for name, own in zip(("full", "8 bits"), answers, strict=True):
        print(f"{name}: {float((own == truth).float().mean()):.4f} of {len(truth)} faces")
    print(f"same answer: {float((answers[0] == answers[1]).float().mean()):.4f}")
    costs = [(_cpu_s(whole, faces), _cpu_s(variant, faces)) for _ in range(TURNS)]
    full_s, variant_s = (median(column) for column in zip(*costs, strict=True))
    print(f"{SEGMENT_PICTURES} pictures: {1000 * full_s:.0f} ms, in 8 bits {1000 * variant_s:.0f} ms")


def eight_bit(net: nn.Module, calibration: Tensor) -> nn.Module:
    """The same network in 8 bits."""
    settings: Any = get_default_qconfig_mapping(torch.backends.quantized.engine)
    kept = PrepareCustomConfig().set_non_traceable_module_classes([LocalFeatureExtractor])
    with quietly(), torch.no_grad():
        observed = prepare_fx(
            deepcopy(net).eval(), settings.set_object_type(LocalFeatureExtractor, None), (calibration,), kept
        )
        observed(calibration)
        return cast(nn.Module, convert_fx(observed))


def _faces(model: FaceModel, data: Path, split: str, count: int) -> tuple[Tensor, Tensor]:
    labels = model.labels
    every = [one for one in load_dataset("ferplus", data / "ferplus").utterances if one.split == split and one.picture]
    named = [one for one in every if project(one.label, labels) is not None][:count]
    truth = torch.tensor([labels.index(project(one.label, labels) or "") for one in named])
    return prepared(pictures_of(named), model.side), truth


def _answers(net: nn.Module, faces: Tensor) -> Tensor:
    with torch.no_grad():
        return torch.cat([net(part).argmax(dim=1) for part in torch.split(faces, 64)])


def _cpu_s(net: nn.Module, faces: Tensor) -> float:
    begin = time.process_time()
    with torch.no_grad():
        net(faces[:SEGMENT_PICTURES])
    return time.process_time() - begin


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="the folder with ferplus/")
    parser.add_argument("--faces", type=int, default=1000, help="that are judged")
    return parser.parse_args()


if __name__ == "__main__":
    main()
