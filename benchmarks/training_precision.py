"""What halves gain or cost in training: a step of the voice's, in bfloat16 and in single precision, in turns.

    python -m benchmarks.training_precision [--threads 1] [--steps 10]

Told are medians of seconds and their ratio, for 16 clips of 3 s of made-up frames, on the processor at hand.
"""

import argparse
import time
from statistics import median

import torch

from recognition.engine.features.log_mel import FRAMES_PER_S
from recognition.engine.fusion.branches import VoiceBranch
from recognition.engine.training.device import mixed_precision

BATCH, WINDOW_S, BANDS, LABELS = 16, 3, 64, 7


def main() -> None:
    """Time steps, and say which of the two `mixed_precision` takes here."""
    options = _options()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    net = VoiceBranch(LABELS).train()
    optimiser = torch.optim.AdamW(net.parameters())
    frames = torch.randn(BATCH, round(WINDOW_S * FRAMES_PER_S), BANDS)
    taken: dict[bool, list[float]] = {True: [], False: []}
    for turn in range(options.steps + 1):
        for halves, seconds in taken.items():
            begin = time.perf_counter()
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=halves):
                logits = net(frames).logits
            optimiser.zero_grad(set_to_none=True)
            logits.float().square().mean().backward()
            optimiser.step()
            if turn:  # the first warms up
                seconds.append(time.perf_counter() - begin)
    in_halves, single = median(taken[True]), median(taken[False])
    with mixed_precision("cpu"):
        chosen = "bfloat16" if torch.is_autocast_enabled("cpu") else "single precision"
    print(
        f"bfloat16 {in_halves:.2f} s, single precision {single:.2f} s, ratio {in_halves / single:.2f}; taken: {chosen}"
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--steps", type=int, default=10)
    return parser.parse_args()


if __name__ == "__main__":
    main()
