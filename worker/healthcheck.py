"""For the container: exit status 0 when the worker reaches its database, queue and storage.

python -m worker.healthcheck
"""

import os
import sys
from importlib import import_module

import django


def main() -> int:
    """Say what is unreachable."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emotion_site.settings")
    django.setup()
    state: dict[str, str] = import_module("recognition.health").state()  # needs Django to be set up
    unreachable = [name for name, answer in state.items() if answer != "ok"]
    if unreachable:
        sys.stderr.write(f"unreachable: {', '.join(unreachable)}\n")
    return 1 if unreachable else 0


if __name__ == "__main__":
    sys.exit(main())
