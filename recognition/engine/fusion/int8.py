"""The 8-bit variant of a loaded model: smaller and faster on processors, with answers a little different."""

import io
from collections.abc import Sequence
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
from recognition.engine.features.vggish_int8 import eight_bit, quietly
from recognition.engine.fusion.linear_int8 import EightBitLinear
from recognition.engine.fusion.voice_words import Reader, VoiceWordsModel

Part = TypeVar("Part", bound=nn.Module)
LAYERS = "encoder.layer."  # in the names of a BERT's weights


def quantised(model: VoiceWordsModel) -> VoiceWordsModel:
    """The same model in 8 bits, as analyses read with it; `model` stays as it is.

    Convolutions are 8-bit throughout (`vggish_int8`), and so are linear layers that read words (`linear_int8`) unless the
    fusion is of embeddings; of a trunk on encoder states the linear layers' weights are, and its activations are scaled as
    they come. Heads and fusion cost nothing.
    """
    variant = copy(model)
    variant.reader = model.eight_bit_reader()
    with quietly(), torch.inference_mode(False):
        variant.voice_branch = deepcopy(model.voice_branch)
        trunk = variant.voice_branch.trunk
        if isinstance(trunk, VGGish):
            trunk.convolutions = eight_bit(trunk.convolutions)
        else:
            variant.voice_branch.trunk = dynamic(trunk)
    return variant


def stored_bytes(variant: VoiceWordsModel) -> int:
    """How large a file with the weights of an 8-bit variant is; what is not in 8 bits is in half precision."""
    file = io.BytesIO()
    torch.save([{name: _halved(part) for name, part in state.items()} for state in _stored(variant)], file)
    return file.tell()


def _halved(part: object) -> object:
    """Some of a dynamic layer's weights are packed, and no tensors."""
    return part.half() if isinstance(part, Tensor) and part.is_floating_point() else part


def full_bytes(model: VoiceWordsModel) -> int:
    """How large the same weights are in half precision, as checkpoints hold them."""
    return sum(2 * tensor.numel() for part in _stored(model) for tensor in part.values())


def _stored(model: VoiceWordsModel) -> list[dict[str, Tensor]]:
    """The weights of each part of a model; what comes with a package is left out. Some of an 8-bit part are packed."""
    words = {} if model.reader is None else _stored_words(model.reader)
    fusion = model.fusion.state_dict() if isinstance(model.fusion, nn.Module) else {}
    return [model.voice_branch.state_dict(), words, fusion]


def _stored_words(reader: Reader) -> dict[str, Tensor]:
    """What a checkpoint holds, with 8-bit layers in place of those that they were made of."""
    state = reader.branch.tuned_state()
    parts = {
        f"{number}.{name}": part
        for number, layer in enumerate(reader.encode.layers)
        for name, part in layer._asdict().items()
    }
    if not any(isinstance(part, EightBitLinear) for part in parts.values()):
        return state
    others = {name: part for name, part in state.items() if LAYERS not in name}
    return others | {f"{name}.{place}": tensor for name, part in parts.items() for place, tensor in enumerate(part)}


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
