"""Tiny networks in the layouts in which emotion2vec and ViT are published, with weights that follow from a formula."""

import json
from pathlib import Path

import torch
import yaml
from safetensors.torch import save_file
from torch import Tensor

EMOTION2VEC = {
    "model": "Emotion2vec",
    "model_conf": {
        "depth": 1,
        "num_heads": 6,
        "embed_dim": 48,
        "mlp_ratio": 4.0,
        "norm_eps": 1e-5,
        "layer_norm_first": False,
        "normalize": True,
        "modalities": {
            "audio": {
                "prenet_depth": 1,
                "num_extra_tokens": 3,
                "extractor_mode": "layer_norm",
                "use_alibi_encoder": True,
                "learned_alibi": False,
                "learned_alibi_scale_per_layer": False,
                "num_alibi_heads": 6,
                "feature_encoder_spec": "[(16, 10, 5)] + [(16, 3, 2)] * 4 + [(16,2,2)] + [(16,2,2)]",
                "conv_pos_depth": 5,
                "conv_pos_width": 95,
                "conv_pos_groups": 4,
                "conv_pos_pre_ln": False,
            }
        },
    },
}
AUDIO = "modality_encoders.AUDIO."
VIT = {
    "model_type": "vit",
    "image_size": 24,
    "patch_size": 8,
    "num_channels": 3,
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 48,
}


def write_emotion2vec(folder: Path) -> Path:
    """As FunASR publishes it: config.yaml and model.pt, the state below "model", with a decoder that nobody needs."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.yaml").write_text(yaml.safe_dump(EMOTION2VEC))
    names = {f"{AUDIO}extra_tokens": (1, 3, 48), f"{AUDIO}alibi_scale": (1, 1, 6, 1, 1)}
    before = 1
    for number, kernel in enumerate((10, 3, 3, 3, 3, 2, 2)):
        layer = f"{AUDIO}local_encoder.conv_layers.{number}"
        names |= {f"{layer}.0.weight": (16, before, kernel), f"{layer}.2.1.weight": (16,), f"{layer}.2.1.bias": (16,)}
        before = 16
    names |= _norm(f"{AUDIO}project_features.1", 16) | _linear(f"{AUDIO}project_features.2", 16, 48)
    for number in range(1, 6):
        place = f"{AUDIO}relative_positional_encoder.{number}.0"
        names |= {f"{place}.weight": (48, 12, 19), f"{place}.bias": (48,)}
    names |= _norm(f"{AUDIO}context_encoder.norm", 48)
    for block in (f"{AUDIO}context_encoder.blocks.0", "blocks.0"):
        names |= _norm(f"{block}.norm1", 48) | _norm(f"{block}.norm2", 48)
        names |= _linear(f"{block}.attn.qkv", 48, 144) | _linear(f"{block}.attn.proj", 48, 48)
        names |= _linear(f"{block}.mlp.fc1", 48, 192) | _linear(f"{block}.mlp.fc2", 192, 48)
    names |= _linear(f"{AUDIO}decoder.proj", 16, 48)
    torch.save({"model": _filled(names)}, folder / "model.pt")
    return folder


def write_vit(folder: Path) -> Path:
    """As Hugging Face's hub has it: config.json and model.safetensors of a classifier."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(VIT))
    names = {
        "vit.embeddings.cls_token": (1, 1, 32),
        "vit.embeddings.position_embeddings": (1, 10, 32),
        "vit.embeddings.patch_embeddings.projection.weight": (32, 3, 8, 8),
        "vit.embeddings.patch_embeddings.projection.bias": (32,),
    }
    for number in range(2):
        layer = f"vit.encoder.layer.{number}"
        names |= _norm(f"{layer}.layernorm_before", 32) | _norm(f"{layer}.layernorm_after", 32)
        for part in ("attention.attention.query", "attention.attention.key", "attention.attention.value"):
            names |= _linear(f"{layer}.{part}", 32, 32)
        names |= _linear(f"{layer}.attention.output.dense", 32, 32)
        names |= _linear(f"{layer}.intermediate.dense", 32, 48) | _linear(f"{layer}.output.dense", 48, 32)
    names |= _norm("vit.layernorm", 32) | _linear("classifier", 32, 2)
    save_file(_filled(names), folder / "model.safetensors")
    return folder


def _linear(name: str, before: int, after: int) -> dict[str, tuple[int, ...]]:
    return {f"{name}.weight": (after, before), f"{name}.bias": (after,)}


def _norm(name: str, width: int) -> dict[str, tuple[int, ...]]:
    return {f"{name}.weight": (width,), f"{name}.bias": (width,)}


def _filled(names: dict[str, tuple[int, ...]]) -> dict[str, Tensor]:
    """Each tensor from waves of its own, about as large as trained ones; norms' weights are around one."""
    return {
        name: _waves(number, shape) + (1.0 if "norm" in name and name.endswith("weight") else 0.0)
        for number, (name, shape) in enumerate(sorted(names.items()), start=1)
    }


def _waves(number: int, shape: tuple[int, ...]) -> Tensor:
    count = torch.arange(torch.Size(shape).numel(), dtype=torch.float64)
    return (0.2 * torch.sin(count * (0.37 + 0.11 * number) + number)).float().reshape(shape)
