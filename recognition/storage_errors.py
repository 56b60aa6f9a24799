"""A storage elsewhere that cannot be reached: what it is called, and what is said of it."""

STORAGE_UNAVAILABLE = "storage_unavailable"
STORAGE_UNAVAILABLE_MESSAGE = (
    "The place where recordings are kept does not answer. Nothing is lost; try again in a few minutes."
)
ASK_AGAIN_S = 10.0


class StorageUnavailableError(OSError):
    """It answered with an error of its own, not in time, or not at all. The message is for the log: it may hold addresses."""
