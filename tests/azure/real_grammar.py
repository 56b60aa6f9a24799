"""The real Azure CLI's parser and formatter, in a process of its own: it is loaded once."""

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
VENV = HERE.parents[1] / ".venv-azure"


class RealGrammar:
    """What a call of `az` means to `az`, and how it would write an answer."""

    def __init__(self, python: Path, configuration: Path) -> None:
        environment = {**os.environ, "AZURE_CONFIG_DIR": str(configuration), "AZURE_CORE_COLLECT_TELEMETRY": "false"}
        self._process = subprocess.Popen(
            [str(python), str(HERE / "real_grammar_server.py")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment,
        )  # fmt: skip
        self._parsed: dict[tuple[str, ...], dict[str, str]] = {}
        self._shown: dict[str, str] = {}
        self._lock = threading.Lock()
        self.version = str(self._read()["version"])

    def parse(self, arguments: tuple[str, ...], *, same_as: tuple[str, ...]) -> dict[str, str]:
        """Calls that differ only in what changes from run to run, a temporary folder, are parsed once."""
        if same_as not in self._parsed:
            self._parsed[same_as] = self._ask({"parse": list(arguments)})
        return self._parsed[same_as]

    def show(self, value: Any, query: str | None, output: str) -> str:
        question = {"show": value, "query": query, "output": output}
        key = json.dumps(question, sort_keys=True)
        if key not in self._shown:
            answer = self._ask(question)
            if "error" in answer:
                raise ValueError(f"--query {query}: {answer['error']}")
            self._shown[key] = str(answer["text"])
        return self._shown[key]

    def sent(self, kind: str, file: str) -> dict[str, Any]:
        """What the CLI makes of an app's description before it goes to Azure."""
        answer = self._ask({"given": kind, "file": file})
        if "error" in answer:
            raise ValueError(f"--yaml {file}: {answer['error']}")
        sent: dict[str, Any] = answer["sent"]
        return sent

    def options(self, command: str) -> list[dict[str, Any]]:
        """What a command takes."""
        options: list[dict[str, Any]] = self._ask({"options": command})["options"]
        return options

    def models(self, kinds: Sequence[str]) -> dict[str, dict[str, str]]:
        """The models of descriptions by --yaml."""
        models: dict[str, dict[str, str]] = self._ask({"models": list(kinds)})["models"]
        return models

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=300)  # Python gives back what the whole CLI took, on a busy machine

    def _ask(self, question: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            assert self._process.stdin is not None
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
            return self._read()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


def python_of_azure_cli() -> Path | None:
    """The interpreter that the Azure CLI runs by, where there is one."""
    named, found = os.environ.get("AZURE_CLI"), shutil.which("az")
    programs = [Path(each).resolve() for each in (named, found) if each]
    candidates = [VENV / "bin" / "python", *(each.parent / "python" for each in programs), Path("/opt/az/bin/python3")]
    return next((python for python in candidates if python.exists() and _has_azure_cli(python)), None)


def _has_azure_cli(python: Path) -> bool:
    look = "import importlib.util, sys; sys.exit(importlib.util.find_spec('azure.cli.core') is None)"
    return subprocess.run([str(python), "-c", look], check=False, stderr=subprocess.DEVNULL).returncode == 0
