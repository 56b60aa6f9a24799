"""What the engine is told. It reads neither environment nor settings: whoever calls it fills these in."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class EngineConfig:
    """Everything about this machine and installation that the engine needs to know.

    Args:
        models_dir: where downloaded weights are kept; looked into before any download.
        asr: the speech engine that `auto` requests get ("auto" takes Whisper when it can, else PocketSphinx).
        whisper_model: Whisper's size, "tiny" to "large-v3", or a path to weights.
        allow_downloads: whether missing weights may be fetched.
        download_timeout_s: longest silence of a server, and the limit to connect, before a download is given up.
        max_duration_s: recordings longer than this are refused with `too_long`.
        threads: processor threads per process; 0 takes all that the process may use.
    """

    models_dir: Path
    asr: str = "auto"
    whisper_model: str = "base"
    allow_downloads: bool = True
    download_timeout_s: float = 10.0
    max_duration_s: float = 14400.0
    threads: int = 0
