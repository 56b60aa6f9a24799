"""A database that is not to be had just now: how that is told from a defect, and what is said of it."""

from django.db import InterfaceError, OperationalError, connection
from psycopg_pool import PoolTimeout

BUSY = "busy"
BUSY_MESSAGE = "There are more requests than this site can answer just now. Try again in a few seconds."
UNAVAILABLE = "unavailable"
UNAVAILABLE_MESSAGE = "The database cannot be reached just now. Nothing is lost; try again in a moment."
ASK_AGAIN_S = 2.0

SQLITE_BUSY = "locked"  # its other operational errors are defects: a table that is missing


def refusal_of(error: BaseException) -> tuple[str, str] | None:
    """The code and the sentence for it; None where the database is not the reason, or something else is wrong with it."""
    if not isinstance(error, (OperationalError, InterfaceError)):
        return None
    if isinstance(error.__cause__, PoolTimeout):
        return BUSY, BUSY_MESSAGE
    if connection.vendor == "sqlite":
        return (BUSY, BUSY_MESSAGE) if SQLITE_BUSY in str(error) else None
    return UNAVAILABLE, UNAVAILABLE_MESSAGE
