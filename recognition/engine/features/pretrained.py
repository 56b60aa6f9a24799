"""Published weights of others: a folder, one that is kept among the models, or a name on Hugging Face's hub."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any

from recognition.engine.errors import ModelUnavailableError
from recognition.engine.weights import Weights, connect, download, partial, reason, sha256_of

HUB = "https://huggingface.co"
TIMEOUT_S = 10.0
LARGEST_ANSWER = 2**24  # bytes, of what is no large file to the hub


@dataclass(frozen=True, slots=True)
class Pretrained:
    """A folder with what was asked for.

    Args:
        name: as it was asked for.
        sha256: of the last file, which holds the weights.
    """

    name: str
    folder: Path
    sha256: str


def open_pretrained(
    name: str, files: Sequence[str], models_dir: Path | None, *, fetch: bool = True, hub: str = HUB
) -> Pretrained:
    """Find weights by their folder or name.

    Args:
        name: a folder, or an `owner/name` of the hub, which is also looked for below `models_dir`.
        files: that the folder needs; the last one holds the weights.
        models_dir: where weights are kept; None knows folders alone.
        fetch: whether what is not here may be downloaded to `models_dir`.

    Raises:
        ModelUnavailableError: when they are not here and cannot be had.
    """
    places = [Path(name), *([] if models_dir is None else [models_dir / kept_as(name)])]
    for folder in places:
        if all((folder / file).is_file() for file in files):
            return Pretrained(name, folder, sha256_of(folder / files[-1]))
    if models_dir is None or not fetch or name.count("/") != 1 or Path(name).is_absolute():
        raise ModelUnavailableError(
            f"{name} is not here: put a folder with {' and '.join(files)} at {places[-1]}.", code="model_unavailable"
        )
    fetch_from_hub(name, files, places[-1], hub)
    return Pretrained(name, places[-1], sha256_of(places[-1] / files[-1]))


def kept_as(name: str) -> str:
    """The folder's name below the models' folder."""
    return Path(name).name if Path(name).is_absolute() else name.replace("/", "--")


def fetch_from_hub(name: str, files: Sequence[str], folder: Path, hub: str = HUB) -> None:
    """Download files of the newest version of `name`, each whole and with the checksum that the hub tells.

    Raises:
        ModelUnavailableError: `model_unavailable` when the hub does not answer or has no such thing, `checksum_mismatch`.
    """
    try:
        told = json.loads(_answer(f"{hub}/api/models/{name}?blobs=true"))
        blobs = {blob["rfilename"]: blob for blob in told["siblings"]}
        for file in files:
            _fetch(f"{hub}/{name}/resolve/{told['sha']}/{file}", blobs[file], folder / file)
    except KeyError as error:
        raise ModelUnavailableError(
            f"The hub's {name} has no {error.args[0]}; needed are {', '.join(files)}.", code="model_unavailable"
        ) from error
    except (OSError, HTTPException, ValueError) as error:
        raise ModelUnavailableError(
            f"{name} could not be had from {hub}: {reason(error)}. A folder with {' and '.join(files)} can stand at "
            f"{folder} instead.",
            code="model_unavailable",
            retryable=True,
        ) from error


def _fetch(url: str, blob: Mapping[str, Any], target: Path) -> None:
    if large := blob.get("lfs"):
        size = int(large.get("size", 1))
        download(Weights(target.name, "", "", url, large["sha256"], size, target.name), target, timeout_s=TIMEOUT_S)
        return
    content = _answer(url)
    if hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest() != blob["blobId"]:
        raise ModelUnavailableError(
            f"“{target.name}” was downloaded but its checksum is wrong; it was thrown away.",
            code="checksum_mismatch",
            retryable=True,
        )
    with partial(target) as file:
        file.write(content)


def _answer(url: str) -> bytes:
    with connect(url, TIMEOUT_S) as response:
        return response.read(LARGEST_ANSWER)
