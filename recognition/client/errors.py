"""What a server refuses, and what keeps us from asking it."""

from recognition.engine.errors import EngineError


class RemoteError(EngineError):
    """The server's code and sentence, or the client's: `unreachable`, `not_undertone`, `insecure`, `bad_address`, `bad_token`."""


class LostConnection(RemoteError):
    """Nothing was answered, and nobody knows whether what was sent has arrived."""

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(f"No answer from {where}: {reason}.", code="unreachable", retryable=True)
