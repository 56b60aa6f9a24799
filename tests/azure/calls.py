"""One call of `az`, taken apart; and what it ends with when Azure refuses."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


class AzureError(Exception):
    """What `az` writes when a call fails."""

    def __init__(self, code: str, message: str, *, status: int = 1, said: str = "") -> None:
        super().__init__(f"ERROR: ({code}) {message}\nCode: {code}\nMessage: {message}\n")
        self.status, self.said = status, said


@dataclass(frozen=True)
class Call:
    """The words before the first option are the command; every option has the words up to the next one."""

    arguments: tuple[str, ...]
    command: str
    options: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, arguments: tuple[str, ...]) -> "Call":
        words = list(arguments)
        first = next((at for at, word in enumerate(words) if word.startswith("-")), len(words))
        options: dict[str, list[str]] = {}
        name = ""
        for word in words[first:]:
            if word.startswith("--"):
                name = word
                options[name] = []
            else:
                options[name].append(word)
        return cls(arguments, " ".join(words[:first]), options)

    def __getitem__(self, name: str) -> str:
        return self.options[f"--{name}"][0]

    def get(self, name: str, default: str = "") -> str:
        return self.options.get(f"--{name}", [default])[0]

    def pairs(self, name: str) -> dict[str, str]:
        """`--tags a=b c=d`."""
        return dict(each.split("=", 1) for each in self.options.get(f"--{name}", []))

    def document(self, name: str) -> dict[str, Any]:
        """JSON, from the file behind an @ or at a path."""
        document: dict[str, Any] = json.loads(Path(self[name].removeprefix("@")).read_text())
        return document

    def secret(self, name: str) -> str:
        """A value that may only come by a file."""
        value = self[name]
        if not value.startswith("@"):
            raise AssertionError(f"a secret stood on the command line: {self.command} --{name}")
        return Path(value[1:]).read_text().rstrip("\n")
