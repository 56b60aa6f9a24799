"""Which speech engines can be used on this machine, and what the others lack."""

from recognition.engine.asr.base import ENGINES, EngineStatus
from recognition.engine.asr.whisper_weights import is_present
from recognition.engine.config import EngineConfig
from recognition.engine.weights import KNOWN


def engines_status(config: EngineConfig) -> list[EngineStatus]:
    """One entry for each engine of the table; nothing is loaded or downloaded."""
    return [_status(name, config) for name in ENGINES]


def _status(name: str, config: EngineConfig) -> EngineStatus:
    if name == "pocketsphinx":
        return EngineStatus(name, usable=True, reason="English; its model is in its package", remedy=None)
    size = config.whisper_model
    if is_present(name, config):
        return EngineStatus(name, usable=True, reason=f"Whisper {size} is here", remedy=None)
    weights = f"whisper-{size}"
    remedy = f"emotion models pull {weights}" if weights in KNOWN else None
    if config.allow_downloads and remedy is not None:
        reason = f"Whisper {size} is not here yet; the first analysis tries to download it"
    else:
        reason = f"Whisper {size} is not in {config.models_dir}"
    return EngineStatus(name, usable=False, reason=reason, remedy=remedy)
