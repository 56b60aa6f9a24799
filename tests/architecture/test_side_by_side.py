"""What belongs into one process when tests run in several."""

import pytest

from scripts.preflight import ROOT
from tests.side_by_side import LONGEST_FIRST, SHARING_FOLDERS, shared


@pytest.mark.parametrize("folder", sorted({*LONGEST_FIRST, *SHARING_FOLDERS}))
def test_each_folder_that_is_named_is_there(folder: str) -> None:
    assert (ROOT / folder).is_dir()


@pytest.mark.parametrize(
    ("test", "together"),
    [
        ("tests/e2e/test_library.py::test_it[a/b]", "tests/e2e"),
        ("tests/e2e/accounts/test_sessions.py::test_it", "tests/e2e/accounts"),
        ("tests/integration/test_backup.py::test_it", "tests/integration/test_backup.py"),
    ],
)
def test_a_file_stays_together_and_so_does_a_folder_that_shares_a_session(test: str, together: str) -> None:
    assert shared(test) == together
