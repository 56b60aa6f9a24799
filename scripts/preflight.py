"""What must be true before anything is installed or started. Each thing missing is one line, said at once."""

import importlib.util
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
HOST = "127.0.0.1"
DEFAULT_PORT = 8000
NODE_AT_LEAST = (20, 19)


class ProblemError(Exception):
    """Something the person at the keyboard has to put right; the message says what and how."""


def check_tools() -> None:
    """Python can make virtual environments; Node.js is new enough; npm is there.

    Raises:
        ProblemError: naming the first that is missing.
    """
    if not all(importlib.util.find_spec(module) for module in ("venv", "ensurepip")):
        raise ProblemError(f"{sys.executable} cannot make virtual environments: install Python's venv package.")
    wanted = ".".join(map(str, NODE_AT_LEAST))
    for tool in ("node", "npm"):
        if shutil.which(tool) is None:
            raise ProblemError(f"{tool} is missing. Undertone needs Node.js {wanted} or newer, with npm.")
    found = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout.strip()
    if tuple(int(part) for part in re.findall(r"\d+", found)[:2]) < NODE_AT_LEAST:
        raise ProblemError(f"Node.js is {found or 'not working'}. Undertone needs {wanted} or newer.")


def check_environment() -> Path:
    """Every variable holds a usable value. Returns the data folder.

    Raises:
        ProblemError: with the reader's own sentence.
    """
    reader = environment_reader()
    try:
        data_dir: Path = reader.read().data_dir
    except reader.BadEnvironmentError as error:
        raise ProblemError(str(error)) from error
    return data_dir


def environment_reader() -> ModuleType:
    """The site's own reader, loaded by its path: importing the site would need Django, which may not be there yet."""
    path = ROOT / "emotion_site" / "settings" / "env.py"
    name = "_undertone_environment"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def check_data_dir(data_dir: Path) -> None:
    """The data folder exists, or can be made, and takes files.

    Raises:
        ProblemError: when it does not.
    """
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=data_dir):
            pass
    except OSError as error:
        raise ProblemError(
            f"The data folder {data_dir} cannot be written: {error.strerror}. Set UNDERTONE_DATA_DIR to another one."
        ) from error


def check_port() -> int:
    """The port to serve on is a number and free. Returns it.

    Raises:
        ProblemError: when it is not.
    """
    text = os.environ.get("PORT", "").strip() or str(DEFAULT_PORT)
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise ProblemError(f"PORT is “{text}”. Allowed: a whole number from 1 to 65535.")
    port = int(text)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise ProblemError(
                f"Port {port} on {HOST} cannot be used: {error.strerror}. Choose another: make run PORT={port + 1}"
            ) from error
    return port
