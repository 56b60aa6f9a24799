"""A BERT as it was published first, very small: the names of its weights are those of a larger model, and older."""

import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import save_file

from recognition.engine.features.bert import SHAPE, VOCABULARY, bert, minilm_folder

CONFIG = {
    "model_type": "bert",
    "hidden_size": 16,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 32,
    "max_position_embeddings": 64,
    "vocab_size": 30522,
    "type_vocab_size": 2,
    "hidden_act": "gelu",
    "layer_norm_eps": 1e-12,
}


def write_bert(folder: Path) -> Path:
    """Config, vocabulary and weights, as the hub has them."""
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps(CONFIG))
    shutil.copy(minilm_folder() / VOCABULARY, folder)
    torch.manual_seed(0)
    weights = bert({key: CONFIG[key] for key in SHAPE}).state_dict()
    older = {
        f"bert.{name}".replace("LayerNorm.weight", "LayerNorm.gamma").replace(
            "LayerNorm.bias", "LayerNorm.beta"
        ): tensor
        for name, tensor in weights.items()
    }
    save_file({**older, "cls.predictions.bias": torch.zeros(3)}, folder / "model.safetensors")
    return folder
