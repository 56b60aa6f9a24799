"""Weights that are fetched rather than shipped: what there is, what is here, and a download that can be trusted."""

import hashlib
import os
import queue
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Lock, Thread
from typing import IO

from recognition.engine.config import EngineConfig
from recognition.engine.errors import ModelUnavailableError

FAILURE_REMEMBERED_S = 600.0
"""How long a failed download is not tried again by an analysis; `pull` always tries."""

Progress = Callable[[float], None]
"""Told the share done, 0 to 1."""

_BLOCK_BYTES = 2**18


@dataclass(frozen=True, slots=True)
class Weights:
    """One downloadable file. `bytes` is its size, rounded; the checksum is what decides."""

    name: str
    about: str
    licence: str
    url: str
    sha256: str
    bytes: int
    file: str


@dataclass(frozen=True, slots=True)
class WeightsStatus:
    """Whether weights are on this machine, and where they are or would be."""

    weights: Weights
    present: bool
    path: Path


def _whisper(size: str, about: str, sha256: str, rounded_bytes: int) -> Weights:
    # OpenAI's own table: the checksum is part of the address.
    return Weights(
        name=f"whisper-{size}",
        about=f"Whisper {size}: {about}",
        licence="MIT",
        url=f"https://openaipublic.azureedge.net/main/whisper/models/{sha256}/{size}.pt",
        sha256=sha256,
        bytes=rounded_bytes,
        file=f"{size}.pt",
    )


_ALL = (
    _whisper(
        "tiny",
        "99 languages, the fastest",
        "65147644a518d12f04e32d6f3b26facc3f8dd46e5390956a9424a650c0ce22b9",
        76_000_000,
    ),
    _whisper(
        "tiny.en",
        "English, the fastest",
        "d3dd57d32accea0b295c96e26691aa14d8822fac7d9d27d5dc00b4ca2826dd03",
        76_000_000,
    ),
    _whisper(
        "base",
        "99 languages, the default",
        "ed3a0b6b1c0edf879ad9b11b1af5a0e6ab5db9205f891f668f8b0e6c6326e34e",
        145_000_000,
    ),
    _whisper("base.en", "English", "25a8566e1d0c1e2231d1c762132cd20e0f96a85d16145c3a00adf5d1ac670ead", 145_000_000),
    _whisper(
        "small",
        "99 languages, better and slower",
        "9ecf779972d90ba49c06d968637d720dd632c55bbf19d441fb42bf17a411e794",
        484_000_000,
    ),
    _whisper("small.en", "English", "f953ad0fd29cacd07d5a9eda5624af0f6bcf2258be67c92b79389873d91e0872", 484_000_000),
    _whisper(
        "medium",
        "99 languages, slow without a GPU",
        "345ae4da62f9b3d59415adc60127b97c714f32e89e936602e85993674d08dcb1",
        1_530_000_000,
    ),
    _whisper(
        "large-v3",
        "99 languages, the most accurate",
        "e5b1a55b89c1367dacf97e3e19bfd829a01529dbfdeefa8caeb59b3f1b81dadb",
        3_090_000_000,
    ),
    _whisper(
        "large-v3-turbo",
        "99 languages, nearly as accurate as large-v3 and much faster",
        "aff26ae408abcba5fbf8813c21e62b0941638c5f6eebfb145be0c9839262a19a",
        1_620_000_000,
    ),
    Weights(
        name="yunet",
        about="YuNet: faces that lean or look aside, too; taken for films once it is here",
        licence="MIT",
        # At a commit, since the address of a branch may answer with another file one day.
        url="https://github.com/opencv/opencv_zoo/raw/82b38c8f98e7b52aa171400f3e4c722352d0669f"
        "/models/face_detection_yunet/face_detection_yunet_2023mar.onnx",
        sha256="8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4",
        bytes=233_000,
        file="face_detection_yunet_2023mar.onnx",
    ),
)

KNOWN = {weights.name: weights for weights in _ALL}

_failures: dict[str, tuple[float, ModelUnavailableError]] = {}
_lock = Lock()


def status(config: EngineConfig) -> list[WeightsStatus]:
    """Every downloadable, and whether it is here. Sizes are not verified; loading does that."""
    return [
        WeightsStatus(weights, (config.models_dir / weights.file).is_file(), config.models_dir / weights.file)
        for weights in KNOWN.values()
    ]


def pull(name: str, config: EngineConfig, on_progress: Progress | None = None) -> Path:
    """Fetch weights because a person asked for them, whatever `allow_downloads` says; nothing to do if they are here.

    Raises:
        ModelUnavailableError: `model_unavailable` for an unknown name or a failed download, `checksum_mismatch`.
    """
    weights = known(name)
    target = config.models_dir / weights.file
    if not target.is_file() or sha256_of(target) != weights.sha256:
        download(weights, target, timeout_s=config.download_timeout_s, on_progress=on_progress)
    with _lock:
        _failures.pop(weights.url, None)
    return target


def ensure(name: str, config: EngineConfig, on_progress: Progress | None = None) -> Path:
    """Path of weights, downloaded first where that is needed and allowed.

    Raises:
        ModelUnavailableError: when they are not here and cannot be had; a failed download is not repeated for
            `FAILURE_REMEMBERED_S`.
    """
    weights = known(name)
    target = config.models_dir / weights.file
    if target.is_file():
        return verified(target, weights)
    if not config.allow_downloads:
        raise ModelUnavailableError(
            f"The weights “{name}” are not in {config.models_dir}, and downloads are switched off. "
            f"Fetch them with: emotion models pull {name}",
            code="model_unavailable",
        )
    with _lock:
        failed_at, failure = _failures.get(weights.url, (0.0, None))
    if failure is not None and time.monotonic() - failed_at < FAILURE_REMEMBERED_S:
        raise failure
    try:
        download(weights, target, timeout_s=config.download_timeout_s, on_progress=on_progress)
    except ModelUnavailableError as error:
        with _lock:
            _failures[weights.url] = (time.monotonic(), error)
        raise
    return target


def known(name: str) -> Weights:
    """The entry of that name.

    Raises:
        ModelUnavailableError: `model_unavailable`, when there is none.
    """
    if name not in KNOWN:
        raise ModelUnavailableError(
            f"No weights are called “{name}”. Known: {', '.join(KNOWN)}.", code="model_unavailable"
        )
    return KNOWN[name]


def verified(path: Path, weights: Weights) -> Path:
    """The same path, once the file's checksum is right.

    Raises:
        ModelUnavailableError: `checksum_mismatch`.
    """
    if sha256_of(path) != weights.sha256:
        raise ModelUnavailableError(
            f"The file {path} is not the published “{weights.name}”: its checksum differs. "
            f"Fetch it again with: emotion models pull {weights.name}",
            code="checksum_mismatch",
        )
    return path


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def download(weights: Weights, target: Path, *, timeout_s: float, on_progress: Progress | None = None) -> None:
    """Fetch one file: complete and with the right checksum, or not at all.

    Args:
        weights: what to fetch.
        target: where it goes; missing folders are made.
        timeout_s: the limit to connect, and the longest silence of the server.
        on_progress: told the share done.

    Raises:
        ModelUnavailableError: `model_unavailable` (retryable) or `checksum_mismatch`.
    """
    try:
        with partial(target) as file:
            digest = _receive(weights, file, timeout_s, on_progress)
            if digest != weights.sha256:
                raise ModelUnavailableError(
                    f"“{weights.name}” was downloaded but its checksum is wrong; the file was thrown away.",
                    code="checksum_mismatch",
                    retryable=True,
                )
    except (OSError, HTTPException) as error:
        raise ModelUnavailableError(
            f"“{weights.name}” could not be downloaded from {weights.url}: {reason(error)}.",
            code="model_unavailable",
            retryable=True,
        ) from error


@contextmanager
def partial(target: Path) -> Iterator[IO[bytes]]:
    """A file that becomes `target` when the block ends well, and vanishes when it does not."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
        partial = Path(file.name)
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            partial.chmod(0o644)  # temporary files are private; weights may be shared by several accounts
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)


def _receive(weights: Weights, file: IO[bytes], timeout_s: float, on_progress: Progress | None) -> str:
    """Write the response's body to `file`; its sha256."""
    digest = hashlib.sha256()
    received = 0
    with connect(weights.url, timeout_s) as response:
        total = int(response.headers.get("Content-Length") or 0)
        while block := response.read(_BLOCK_BYTES):
            file.write(block)
            digest.update(block)
            received += len(block)
            if on_progress is not None:
                on_progress(min(1.0, received / (total or weights.bytes)))
    if received < total:
        raise ConnectionError(f"the connection broke off after {received} of {total} bytes")
    return digest.hexdigest()


def connect(url: str, timeout_s: float) -> HTTPResponse:
    """An answered request, within the time limit.

    In a thread: a name look-up knows no limit of its own and may hang for minutes behind a firewall.
    """
    outcome: queue.Queue[HTTPResponse | OSError | HTTPException] = queue.Queue(1)

    def attempt() -> None:
        try:
            outcome.put(urllib.request.urlopen(url, timeout=timeout_s))
        except (OSError, HTTPException) as error:
            outcome.put(error)

    Thread(target=attempt, daemon=True).start()
    try:
        answer = outcome.get(timeout=timeout_s)
    except queue.Empty:
        raise TimeoutError(f"no answer within {timeout_s:g} seconds") from None
    if isinstance(answer, Exception):
        raise answer
    return answer


def reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "the server did not answer in time"
    return str(getattr(error, "reason", error)) or type(error).__name__
