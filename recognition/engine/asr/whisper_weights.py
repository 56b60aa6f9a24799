"""Whisper's weights: OpenAI's file, and CTranslate2's folder that faster-whisper reads, made from that file."""

from pathlib import Path

from recognition.engine import weights
from recognition.engine.config import EngineConfig
from recognition.engine.errors import ModelUnavailableError
from recognition.engine.registry import resolve

# A string, for it loads torch: the web process asks this module what is present.
_CONVERTERS = {"ctranslate2": "recognition.engine.asr.ctranslate2_conversion:convert"}


def checkpoint(config: EngineConfig, on_download: weights.Progress | None = None) -> Path:
    """OpenAI's checkpoint of `config.whisper_model`, downloaded where needed and allowed.

    Raises:
        ModelUnavailableError: when it is not here and cannot be had.
    """
    given = Path(config.whisper_model)
    if given.is_file():
        return given
    return weights.ensure(f"whisper-{config.whisper_model}", config, on_download)


def ctranslate2_folder(config: EngineConfig, on_download: weights.Progress | None = None) -> Path:
    """CTranslate2's form of `config.whisper_model`, converted here from OpenAI's checkpoint where it is not given.

    Raises:
        ModelUnavailableError: when neither is here nor can be had, or the folder for it cannot be written.
    """
    ready = _ready_folder(config)
    if ready.is_dir():
        return ready
    source = checkpoint(config, on_download)
    convert = resolve(_CONVERTERS, "ctranslate2", kind="converter")
    try:
        converted: Path = convert(source, ready)
    except OSError as error:
        raise ModelUnavailableError(
            f"Whisper could not be prepared in {ready.parent}: {error.strerror}.", code="model_unavailable"
        ) from error
    return converted


def is_present(engine: str, config: EngineConfig) -> bool:
    """Whether that engine finds weights here without a download."""
    file = Path(config.whisper_model)
    here = file.is_file() or (config.models_dir / f"{config.whisper_model}.pt").is_file()
    return here or (engine == "faster-whisper" and _ready_folder(config).is_dir())


def _ready_folder(config: EngineConfig) -> Path:
    given = Path(config.whisper_model)
    if given.is_dir():
        return given
    if given.is_file():
        return config.models_dir / f"faster-whisper-{given.stem}-{weights.sha256_of(given)[:12]}"
    return config.models_dir / f"faster-whisper-{config.whisper_model}"
