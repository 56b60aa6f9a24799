"""Feature extractors: a table, and what each turns sound into."""

from collections.abc import Mapping
from typing import Protocol

import numpy as np
from torch import Tensor

EXTRACTORS: Mapping[str, str] = {
    "log-mel": "recognition.engine.features.log_mel:log_mel",
}


class Extractor(Protocol):
    """Mono float32 sound at 16 kHz, (samples,), to float32 frames, (frames, dim); too little sound gives no frame."""

    def __call__(self, samples: np.ndarray, /) -> Tensor: ...
