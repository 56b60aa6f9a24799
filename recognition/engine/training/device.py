"""Where a model is trained, and in which precision: on a GPU where there is one, in halves where they are faster."""

import torch
from torch import nn

DEVICES = ("cpu", "cuda")


def best_device() -> str:
    """One of `DEVICES`."""
    return "cuda" if torch.cuda.is_available() else "cpu"


def device_of(model: nn.Module) -> torch.device:
    """Where a model's weights are."""
    return next(model.parameters()).device


def mixed_precision(device: str | torch.device) -> torch.autocast:
    """bfloat16 on a GPU and on processors that multiply it in tiles (AMX); elsewhere it is slower than single precision."""
    kind = torch.device(device).type
    tiles = bool(torch.cpu.get_capabilities().get("amx_bf16", False))
    return torch.autocast(kind, dtype=torch.bfloat16, enabled=kind != "cpu" or tiles)
