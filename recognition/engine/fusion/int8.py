"""The 8-bit variant of a loaded model: smaller and faster on processors, with answers a little different."""

import io
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy, deepcopy
from typing import TypeVar, cast

import torch
from torch import Tensor, nn

# PyTorch announces that these move to torchao; with torch pinned they are here, and torchao would be one more dependency.
from torch.ao.quantization import (
    DeQuantStub,
    QuantStub,
    convert,
    fuse_modules,
    get_default_qconfig,
    per_channel_dynamic_qconfig,
    prepare,
    quantize_dynamic,
)

from recognition.engine.features.vggish import VGGish
from recognition.engine.fusion.voice_words import VoiceWordsModel

Part = TypeVar("Part", bound=nn.Module)


def quantised(model: VoiceWordsModel, calibration: Sequence[Tensor]) -> VoiceWordsModel:
    """The same model in 8 bits; `model` stays as it is.

    The words branch's linear layers have 8-bit weights, and its activations are scaled as they come; so do those of a
    trunk on encoder states. Convolutions, with batch norm folded in, are 8-bit throughout: their activations' ranges are
    those of `calibration`. Heads and fusion, which cost nothing, stay as they are.

    Args:
        model: a loaded checkpoint.
        calibration: frames, (frames, dim), of a dozen or more segments of speech, by people it is not judged on.
    """
    variant = copy(model)
    with quietly(), torch.inference_mode(False):
        variant.voice_branch = deepcopy(model.voice_branch)
        trunk = variant.voice_branch.trunk
        if isinstance(trunk, VGGish):
            trunk.convolutions = static(trunk.convolutions, [model.windows(frames.float()) for frames in calibration])
        else:
            variant.voice_branch.trunk = dynamic(trunk)
        if model.reader is not None:
            variant.reader = copy(model.reader)
            variant.reader.branch = dynamic(model.reader.branch)
    return variant


def stored_bytes(variant: VoiceWordsModel) -> int:
    """How large a file with the weights of an 8-bit variant is."""
    file = io.BytesIO()
    torch.save(_stored(variant), file)
    return file.tell()


def full_bytes(model: VoiceWordsModel) -> int:
    """How large the same weights are in half precision, as checkpoints hold them."""
    return sum(2 * tensor.numel() for part in _stored(model) for tensor in part.values())


def _stored(model: VoiceWordsModel) -> list[dict[str, Tensor]]:
    """The weights of each part of a model; what comes with a package is left out. Some of an 8-bit part are packed."""
    words = {} if model.reader is None else model.reader.branch.tuned_state()
    fusion = model.fusion.state_dict() if isinstance(model.fusion, nn.Module) else {}
    return [model.voice_branch.state_dict(), words, fusion]


def dynamic(module: Part) -> Part:
    """A copy with linear layers in 8 bits, weights scaled by output channel and activations as they come."""
    return cast(Part, quantize_dynamic(deepcopy(module), {nn.Linear: per_channel_dynamic_qconfig}, dtype=torch.qint8))


def static(convolutions: nn.Sequential, calibration: Sequence[Tensor]) -> nn.Sequential:
    """Convolution, batch norm and ReLU as one 8-bit step each, with the ranges that they have on `calibration` windows."""
    layers = nn.Sequential(QuantStub(), *convolutions.float(), DeQuantStub()).eval()
    fused = cast(nn.Sequential, fuse_modules(layers, _triples(layers)))
    fused.qconfig = get_default_qconfig(torch.backends.quantized.engine)
    observed = prepare(fused)
    with torch.no_grad():
        for heard in calibration:
            observed(heard.unsqueeze(1))
    return cast(nn.Sequential, convert(observed))


def _triples(layers: nn.Sequential) -> list[list[str]]:
    places = [place for place, layer in enumerate(layers) if isinstance(layer, nn.Conv2d)]
    return [[str(place), str(place + 1), str(place + 2)] for place in places]


@contextmanager
def quietly() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*(deprecat|quantization|reduce_range).*")
        yield
