"""What a voice trunk makes of clips, computed once: minutes of work, and the same for every recipe that stands on it."""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from recognition.engine.features.vggish import VGGish
from recognition.engine.fusion.measured import pooled_by
from recognition.engine.training.corpus import Clip
from recognition.engine.training.device import mixed_precision
from recognition.engine.training.stages import Stages


def pooled_maps(
    clips: Sequence[Clip], trunk: VGGish, sha256: str, stages: Stages, report: Callable[[str], None] = lambda _: None
) -> list[Tensor]:
    """The trunk's pooled maps of each clip, (1024,) each; clip by clip kept among `stages`.

    Args:
        trunk: ready to hear.
        sha256: of the checkpoint that it is from, by which its maps are found again.
    """
    corpus = clips[0].corpus
    known: dict[str, Tensor] = {}
    stored = stages.path("pooled", (sha256, corpus))
    if stored.is_file():
        known = torch.load(stored, weights_only=True)
    missing = [clip for clip in clips if clip.utterance.id not in known]
    if missing:
        report(f"the voice trunk hears {len(missing)} clips of {corpus}")
        with torch.inference_mode():
            known |= {clip.utterance.id: _heard(trunk, clip) for clip in missing}
        stages.store(known, stored)
    return [known[clip.utterance.id].float() for clip in clips]


def _heard(trunk: VGGish, clip: Clip) -> Any:
    with mixed_precision("cpu"):
        return pooled_by(trunk, clip.frames)
