"""`make run`: check, install what is missing, start. Every check comes before any lengthy work."""

import os
import sys

from scripts.install import PYTHON, build_page, install_node, install_python
from scripts.preflight import ROOT, ProblemError, check_data_dir, check_environment, check_port, check_tools


def main() -> None:
    """Get ready, then become the supervisor."""
    check_tools()
    check_data_dir(check_environment())
    check_port()
    install_python(dev=False)
    install_node()
    build_page()
    os.chdir(ROOT)
    os.execv(PYTHON, [str(PYTHON), "-m", "scripts.serve"])


if __name__ == "__main__":
    try:
        main()
    except ProblemError as problem:
        sys.exit(f"undertone: {problem}")
    except KeyboardInterrupt:
        sys.exit(130)
