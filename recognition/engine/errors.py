"""One tree of errors: each carries a stable code and a message fit to show to a person."""


class EngineError(Exception):
    """Anything the engine refuses or fails at.

    Args:
        message: one plain sentence that names the bad value and, where there are any, the allowed ones.
        code: a stable name from the contracts, for programs.
        retryable: whether the same call may work later (a download that timed out, say).
    """

    def __init__(self, message: str, *, code: str, retryable: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.retryable = retryable


class MediaError(EngineError):
    """The file cannot be used: `unsupported_media`, `no_audio_stream`, `no_video`, `corrupt_media`, `too_large`, `too_long`,
    `empty_audio`."""


class ModelUnavailableError(EngineError):
    """A model or its weights are missing, damaged or could not be downloaded: `model_unavailable`, `checksum_mismatch`."""


class UnknownComponentError(EngineError):
    """A name is not in its table: `unknown_model`, `unknown_asr`, `unknown_dataset`, `unknown_format`."""


class DatasetError(EngineError):
    """A data set is not where it should be or not in its official layout: `dataset_error`."""


class Cancelled(EngineError):
    """The listener asked the pipeline to stop between two segments: `cancelled`."""

    def __init__(self) -> None:
        super().__init__("The analysis was cancelled.", code="cancelled")
