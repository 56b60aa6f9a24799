"""Tests in several processes (`pytest -n 2`): those that share what is expensive stay together, what lasts begins first."""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

# Each starts something once for all its files; elsewhere a file is what shares its servers, databases and trained models.
SHARING_FOLDERS = ("tests/azure", "tests/e2e/accounts", "tests/e2e")
# What lasts: begun last, it would leave a process alone with it. Two browsers at once would wait for each other.
LONGEST_FIRST = (
    "tests/e2e",
    "tests/integration",
    "tests/setup",
    "tests/e2e/accounts",
    "tests/azure",
    "tests/security",
    "tests/engine/training",
    "tests/engine/evaluation",
)


class ByWhatTheyShare(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Gives a free process the next tests that share something. The names of tests stay what they are."""

    def __init__(self, config: pytest.Config, log: Any = None) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False  # by the number of tests; `begin_with_what_lasts` knows better

    def _split_scope(self, nodeid: str) -> str:
        return shared(nodeid)


def begin_with_what_lasts(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: _turn(item.nodeid))


def shared(nodeid: str) -> str:
    """The folder or the file whose tests share what is expensive."""
    return next((folder for folder in SHARING_FOLDERS if _is_in(folder, nodeid)), nodeid.partition("::")[0])


def _turn(nodeid: str) -> int:
    folders = [folder for folder in LONGEST_FIRST if _is_in(folder, nodeid)]
    return LONGEST_FIRST.index(max(folders, key=len)) if folders else len(LONGEST_FIRST)


def _is_in(folder: str, nodeid: str) -> bool:
    return nodeid.startswith(f"{folder}/")
