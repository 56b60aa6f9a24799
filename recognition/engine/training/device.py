"""Where a model is trained: on a GPU where there is one."""

import torch
from torch import nn

DEVICES = ("cpu", "cuda")


def best_device() -> str:
    """One of `DEVICES`."""
    return "cuda" if torch.cuda.is_available() else "cpu"


def device_of(model: nn.Module) -> torch.device:
    """Where a model's weights are."""
    return next(model.parameters()).device
