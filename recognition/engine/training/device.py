"""Where a model is trained, and in which precision: on a GPU where there is one, in halves where they are faster."""

import time
from functools import cache

import torch
from torch import nn

DEVICES = ("cpu", "cuda")
WORTH_IT = 0.8  # the share of single precision's time that halves may take: less gain is not worth their coarser sums
TRIALS = 3


def best_device() -> str:
    """One of `DEVICES`."""
    return "cuda" if torch.cuda.is_available() else "cpu"


def device_of(model: nn.Module) -> torch.device:
    """Where a model's weights are."""
    return next(model.parameters()).device


def mixed_precision(device: str | torch.device) -> torch.autocast:
    """bfloat16 on a GPU, and on a processor that has shown to be faster with it."""
    kind = torch.device(device).type
    return torch.autocast(kind, dtype=torch.bfloat16, enabled=kind != "cpu" or halves_are_faster())


@cache
@torch.inference_mode(mode=False)
@torch.enable_grad()  # whoever asks: a step needs gradients
def halves_are_faster() -> bool:
    """Whether this processor learns a convolution clearly faster in bfloat16: tried once, in two tenths of a second.

    What the processor says of itself does not tell: of two machines with `avx512_bf16` one took .48 times as long in
    halves and the other 1.43 times (see DECISIONS.md).
    """
    # A generator of its own: what is trained next finds the random numbers of its seed untouched.
    random = torch.Generator().manual_seed(1)
    maps = torch.randn(4, 256, 48, 16, generator=random)
    weights = torch.randn(256, 256, 3, 3, generator=random, requires_grad=True)
    taken: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(TRIALS):
        for halves, seconds in taken.items():
            seconds.append(_seconds_of_a_step(maps, weights, halves=halves))
    return min(taken[True]) < WORTH_IT * min(taken[False])


def _seconds_of_a_step(maps: torch.Tensor, weights: torch.Tensor, *, halves: bool) -> float:
    begin = time.perf_counter()
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=halves):
        nn.functional.conv2d(maps, weights, padding=1).float().square().mean().backward()  # type: ignore[no-untyped-call]
    return time.perf_counter() - begin
