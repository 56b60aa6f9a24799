"""OpenAI's Whisper checkpoint as the folder that faster-whisper reads: no hub, no transformers, the same weights."""

import json
import shutil
from itertools import product
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
import numpy.typing as npt
import whisper
from ctranslate2.specs import WhisperSpec
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
from whisper.tokenizer import get_tokenizer

Tensors = dict[str, npt.NDArray[np.float32]]


def convert(checkpoint: Path, target: Path) -> Path:
    """Write `target` from a checkpoint of openai-whisper, in half precision. It appears complete or not at all."""
    model = whisper.load_model(str(checkpoint), device="cpu")
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(mkdtemp(dir=target.parent, prefix=f".{target.name}."))
    try:
        _save(model, checkpoint.stem, folder)
        folder.chmod(0o755)
        if not target.is_dir():  # another process may have been faster
            folder.rename(target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return target


def _save(model: Any, name: str, folder: Path) -> None:
    tokenizer = get_tokenizer(model.is_multilingual, num_languages=model.num_languages)
    vocabulary = _vocabulary(tokenizer, model.dims.n_vocab)
    spec = WhisperSpec(
        model.dims.n_audio_layer, model.dims.n_audio_head, model.dims.n_text_layer, model.dims.n_text_head
    )
    _fill(spec, {key: value.float().numpy() for key, value in model.state_dict().items()})
    spec.register_vocabulary(vocabulary)
    spec.config.suppress_ids = list(tokenizer.non_speech_tokens)
    spec.config.suppress_ids_begin = [tokenizer.encode(" ")[0], tokenizer.eot]
    spec.config.lang_ids = list(tokenizer.all_language_tokens) if model.is_multilingual else []
    spec.config.alignment_heads = _alignment_heads(model, name)
    spec.validate()
    spec.optimize(quantization="float16")
    spec.save(str(folder))
    _byte_pair_tokenizer(tokenizer, vocabulary).save(str(folder / "tokenizer.json"))
    (folder / "preprocessor_config.json").write_text(json.dumps({"feature_size": model.dims.n_mels}))


def _fill(spec: Any, tensors: Tensors) -> None:
    for side, prefix in ((spec.encoder, "encoder"), (spec.decoder, "decoder")):
        side.position_encodings.encodings = tensors[f"{prefix}.positional_embedding"]
        for index, layer in enumerate(side.layer):
            _fill_layer(layer, tensors, f"{prefix}.blocks.{index}")
    for name in ("conv1", "conv2"):
        _fill_linear(getattr(spec.encoder, name), tensors, f"encoder.{name}")
    _fill_norm(spec.encoder.layer_norm, tensors, "encoder.ln_post")
    _fill_norm(spec.decoder.layer_norm, tensors, "decoder.ln")
    spec.decoder.embeddings.weight = tensors["decoder.token_embedding.weight"]
    spec.decoder.projection.weight = tensors["decoder.token_embedding.weight"]


def _fill_layer(layer: Any, tensors: Tensors, prefix: str) -> None:
    own = layer.self_attention
    _fill_norm(own.layer_norm, tensors, f"{prefix}.attn_ln")
    _fill_fused(own.linear[0], tensors, f"{prefix}.attn", ("query", "key", "value"))
    _fill_linear(own.linear[1], tensors, f"{prefix}.attn.out")
    if f"{prefix}.cross_attn_ln.weight" in tensors:
        _fill_norm(layer.attention.layer_norm, tensors, f"{prefix}.cross_attn_ln")
        _fill_linear(layer.attention.linear[0], tensors, f"{prefix}.cross_attn.query")
        _fill_fused(layer.attention.linear[1], tensors, f"{prefix}.cross_attn", ("key", "value"))
        _fill_linear(layer.attention.linear[2], tensors, f"{prefix}.cross_attn.out")
    _fill_norm(layer.ffn.layer_norm, tensors, f"{prefix}.mlp_ln")
    _fill_linear(layer.ffn.linear_0, tensors, f"{prefix}.mlp.0")
    _fill_linear(layer.ffn.linear_1, tensors, f"{prefix}.mlp.2")


def _fill_linear(linear: Any, tensors: Tensors, name: str) -> None:
    linear.weight = tensors[f"{name}.weight"]
    linear.bias = tensors[f"{name}.bias"]


def _fill_fused(linear: Any, tensors: Tensors, name: str, parts: tuple[str, ...]) -> None:
    weights = [tensors[f"{name}.{part}.weight"] for part in parts]
    # Whisper's keys have no bias.
    biases = [tensors.get(f"{name}.{part}.bias", np.zeros(len(weights[0]), np.float32)) for part in parts]
    linear.weight = np.concatenate(weights)
    linear.bias = np.concatenate(biases)


def _fill_norm(norm: Any, tensors: Tensors, name: str) -> None:
    norm.gamma = tensors[f"{name}.weight"]
    norm.beta = tensors[f"{name}.bias"]


def _alignment_heads(model: Any, name: str) -> list[tuple[int, int]]:
    """The heads that follow the time: published for OpenAI's models, else those of the upper half of the layers."""
    if name in whisper._ALIGNMENT_HEADS:
        model.set_alignment_heads(whisper._ALIGNMENT_HEADS[name])
        return [(int(layer), int(head)) for layer, head in model.alignment_heads.indices().T]
    layers = model.dims.n_text_layer
    return list(product(range(layers // 2, layers), range(model.dims.n_text_head)))


def _vocabulary(tokenizer: Any, size: int) -> list[str]:
    """All tokens by id, as the byte-level strings that Hugging Face tokenizers use."""
    encoding = tokenizer.encoding
    special = {index: text for text, index in encoding._special_tokens.items()}
    ranked = {index: _as_text(token) for token, index in encoding._mergeable_ranks.items()}
    return [special.get(index) or ranked[index] for index in range(size)]


def _byte_pair_tokenizer(tokenizer: Any, vocabulary: list[str]) -> Tokenizer:
    ranks = tokenizer.encoding._mergeable_ranks
    built = Tokenizer(
        models.BPE({token: index for index, token in enumerate(vocabulary[: len(ranks)])}, _merges(ranks))
    )
    built.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    built.decoder = decoders.ByteLevel()
    built.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in vocabulary[len(ranks) :]])
    return built


def _merges(ranks: dict[bytes, int]) -> list[tuple[str, str]]:
    """Byte-pair merges in order: a token's rank says when its two halves, both tokens themselves, are merged."""
    merges: list[tuple[int, str, str]] = []
    for token, rank in ranks.items():
        halves = [(token[:cut], token[cut:]) for cut in range(1, len(token))]
        pairs = [(left, right) for left, right in halves if left in ranks and right in ranks]
        pairs.sort(key=lambda pair: (ranks[pair[0]], ranks[pair[1]]))
        merges.extend((rank, _as_text(left), _as_text(right)) for left, right in pairs)
    merges.sort(key=lambda merge: merge[0])
    return [(left, right) for _, left, right in merges]


def _as_text(token: bytes) -> str:
    return "".join(_BYTE_TEXT[byte] for byte in token)


def _byte_text() -> dict[int, str]:
    """GPT-2's table: printable bytes stand for themselves, the others for characters from 256 on."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    table = {byte: chr(byte) for byte in printable}
    rest = [byte for byte in range(256) if byte not in table]
    return table | {byte: chr(256 + index) for index, byte in enumerate(rest)}


_BYTE_TEXT = _byte_text()
