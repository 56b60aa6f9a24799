"""The scripts themselves: shellcheck finds nothing, and nothing is used that macOS's bash 3.2 does not have."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "azure-deploy"
SCRIPTS = [FOLDER / "deploy.sh", *sorted((FOLDER / "lib").glob("*.sh")), Path(__file__).parent / "az"]
# Of bash 4 and later; on macOS these are errors or, worse, something else.
NEWER_THAN_BASH_3 = re.compile(
    r"declare -[Agn]|local -[An]|mapfile|readarray|\$\{\w+(,,|\^\^|@[A-Z])|\|&|&>>|coproc|\$EPOCH|wait -n"
)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_bash_understands_it(script: Path) -> None:
    subprocess.run(["bash", "-n", str(script)], check=True)


def test_shellcheck_finds_nothing() -> None:
    shellcheck = Path(sys.executable).parent / "shellcheck"
    program = str(shellcheck) if shellcheck.exists() else shutil.which("shellcheck")
    if program is None:
        pytest.skip("shellcheck is not installed; it comes with requirements/dev.txt")
    found = subprocess.run([program, *map(str, SCRIPTS)], cwd=FOLDER, capture_output=True, text=True, check=False)
    assert found.stdout + found.stderr == ""


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_it_keeps_to_what_bash_3_has(script: Path) -> None:
    assert not NEWER_THAN_BASH_3.search(script.read_text())
    # An empty array is unset to bash 3.2 and “set -u”.
    assert not re.search(
        r'[^+]"\$\{[a-z]\w*\[@\]\}"', re.sub(r"\$\{\w+\[@\]\+", "+", script.read_text()).replace('+"$', "+$")
    )


def test_options_in_the_help_are_those_of_the_readme() -> None:
    help_text = subprocess.run(
        ["bash", str(FOLDER / "deploy.sh"), "--help"], capture_output=True, text=True, check=True
    ).stdout
    readme = (FOLDER / "README.md").read_text()
    for option in set(re.findall(r"--[a-z][a-z-]+", help_text)):
        assert option in readme
