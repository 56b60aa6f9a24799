"""The Azure CLI for the tests of `azure-deploy/`: in an environment of its own, `.venv-azure`, for it is no dependency.

The tests read by its recorded grammar where it is not there, so `make test` does not install it.

python -m scripts.azure_cli        install what requirements/azure.txt pins, unless AZURE_CLI or PATH has one
"""

import os
import shutil
import subprocess
import sys
import venv

from scripts.install import REQUIREMENTS, say
from scripts.preflight import ROOT
from scripts.stamps import fingerprint, is_stamped, put_stamp

VENV = ROOT / ".venv-azure"
PINS = REQUIREMENTS / "azure.txt"


def main() -> int:
    """Exit status 1 where there is none afterwards."""
    if os.environ.get("AZURE_CLI") or shutil.which("az") or install():
        return 0
    say("The Azure CLI could not be installed; the tests of azure-deploy/ go by its recorded grammar.")
    return 1


def install() -> bool:
    """Whether it is there now. Nothing is compiled beforehand: the tests import a tenth of it."""
    stamp, mark = (
        VENV / ".installed",
        fingerprint([PINS], str(ROOT), f"{sys.version_info.major}.{sys.version_info.minor}"),
    )
    if is_stamped(stamp, mark):
        return True
    venv.create(VENV, with_pip=True, clear=True)
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input"]
    done = subprocess.run([*pip, "install", "--no-compile", "-r", str(PINS)], stdin=subprocess.DEVNULL, check=False)
    if done.returncode == 0:
        put_stamp(stamp, mark)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
