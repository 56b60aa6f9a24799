"""One command over many files: what is wrong with one of them keeps no other back."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tqdm import tqdm

from recognition.engine.errors import EngineError

# The file's own fault; whatever else goes wrong (no server, no such model, a full disk) would meet the next one, too.
OF_THE_FILE = frozenset(
    {
        "unsupported_media",
        "no_audio_stream",
        "no_video",
        "corrupt_media",
        "too_large",
        "too_long",
        "empty_audio",
        "changed",
    }
)


def with_each(files: Sequence[Path], do: Callable[[Path], None]) -> int:
    """Do it with one file after the other; how many of several were refused, each told on stderr at once.

    Raises:
        EngineError: what was wrong with the only file, or what would go wrong with any other.
        OSError: likewise.
    """
    refused = 0
    for path in files:
        try:
            do(path)
        except (EngineError, OSError) as error:
            if len(files) == 1 or not _is_of_the_file(error, path):
                raise
            refused += 1
            tqdm.write(f"emotion: {_sentence(error)}", file=sys.stderr)
    return refused


def conclude(refused: int, files: Sequence[Path]) -> None:
    """The command failed where a file was refused.

    Raises:
        EngineError: how many were.
    """
    if refused:
        raise EngineError(f"{refused} of {len(files)} files could not be used.", code="refused")


def _is_of_the_file(error: EngineError | OSError, path: Path) -> bool:
    return error.code in OF_THE_FILE if isinstance(error, EngineError) else error.filename in (path, str(path))


def _sentence(error: EngineError | OSError) -> str:
    return error.message if isinstance(error, EngineError) else f"{error.strerror}: {error.filename}"
