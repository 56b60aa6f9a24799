"""Installing: `.venv` with the pinned Python packages, and the page's packages and build. Nothing is done twice.

python -m scripts.install            what running needs
python -m scripts.install dev        what the checks need as well
"""

import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

from scripts.preflight import ROOT, ProblemError, check_tools
from scripts.stamps import fingerprint, is_stamped, put_stamp

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
REQUIREMENTS = ROOT / "requirements"
FRONTEND = ROOT / "frontend"
NODE_MODULES = FRONTEND / "node_modules"
NOT_SOURCES = {"node_modules", "dist", "coverage"}


def main() -> None:
    """Install for running, or for the checks too."""
    check_tools()
    install_python(dev="dev" in sys.argv[1:])
    install_node()
    if "dev" not in sys.argv[1:]:
        build_page()


def install_python(*, dev: bool) -> None:
    """Make `.venv` hold the pinned packages and the project itself, with its `emotion` command."""
    wanted = "dev" if dev else "worker"
    marks = {name: _python_mark(name) for name in ("worker", "dev")}
    # The development packages hold all that running needs: having them is enough.
    enough = (wanted, "dev")
    if _venv_works() and any(is_stamped(VENV / f".installed-{name}", marks[name]) for name in enough):
        return
    say(f"Installing Python packages into {VENV.name} (once; a few minutes)")
    if not _venv_works():
        venv.create(VENV, with_pip=True, clear=True)
    # Compiled is what is imported, then: that is a third of it.
    pip("install", "--no-compile", "-r", str(REQUIREMENTS / f"{wanted}.txt"))
    pip("install", "--no-compile", "--no-deps", "-r", str(REQUIREMENTS / "nodeps.txt"))
    pip("install", "--no-deps", "-e", str(ROOT))
    put_stamp(VENV / f".installed-{wanted}", marks[wanted])


def install_node() -> None:
    """Make `frontend/node_modules` hold the locked packages."""
    files = [FRONTEND / "package.json", FRONTEND / "package-lock.json"]
    stamp, mark = NODE_MODULES / ".installed", fingerprint(files)
    if is_stamped(stamp, mark):
        return
    say("Installing the page's packages (once)")
    run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=FRONTEND)
    put_stamp(stamp, mark)


def build_page() -> None:
    """Build the page from its sources into `frontend/dist`."""
    stamp, mark = NODE_MODULES / ".built", fingerprint(page_sources(FRONTEND))
    if is_stamped(stamp, mark) and (FRONTEND / "dist" / "index.html").is_file():
        return
    say("Building the page")
    run(["npm", "run", "--silent", "build"], cwd=FRONTEND)
    put_stamp(stamp, mark)


def page_sources(frontend: Path) -> Iterator[Path]:
    """Every file that the build is made from."""
    for entry in frontend.iterdir():
        if entry.is_file():
            yield entry
        elif entry.name not in NOT_SOURCES:
            yield from (file for file in entry.rglob("*") if file.is_file())


def pip(*arguments: str) -> None:
    """pip of `.venv`; it speaks of errors alone."""
    run(
        [str(PYTHON), "-m", "pip", "--quiet", "--quiet", "--disable-pip-version-check", "--no-input", *arguments],
        cwd=ROOT,
    )


def run(command: list[str], *, cwd: Path) -> None:
    """Run a step of the installation; its own output tells why it failed.

    Raises:
        ProblemError: when it fails.
    """
    # No standard input: nothing may stop and ask.
    if subprocess.run(command, cwd=cwd, stdin=subprocess.DEVNULL, check=False).returncode != 0:
        raise ProblemError(f"This step failed (its reason stands above): {' '.join(command)}")


def say(line: str) -> None:
    """A line on the terminal, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _python_mark(name: str) -> str:
    files = [REQUIREMENTS / f"{name}.txt", REQUIREMENTS / "nodeps.txt", ROOT / "pyproject.toml"]
    return fingerprint(files, str(ROOT), f"{sys.version_info.major}.{sys.version_info.minor}")


def _venv_works() -> bool:
    """Whether `.venv` runs: it does not where its Python was updated away or the folder was moved."""
    if not PYTHON.exists():
        return False
    asked = subprocess.run(
        [str(PYTHON), "-c", "import pip, sys; print(sys.prefix)"], capture_output=True, text=True, check=False
    )
    return asked.returncode == 0 and Path(asked.stdout.strip()) == VENV


if __name__ == "__main__":
    try:
        main()
    except ProblemError as problem:
        sys.exit(f"undertone: {problem}")
    except KeyboardInterrupt:
        sys.exit(130)
