"""What the doctor looks at where docker-compose is run from: whether every secret that it names has its file."""

import re
from collections.abc import Iterator
from pathlib import Path

from recognition.findings import Finding

COMPOSE_FILE = "docker-compose.yml"
NAMED = re.compile(r"\{file: \./(secrets/\w+)\}")
ADVICE = "Run docker/make-secrets.sh: it adds what is missing and changes nothing that is there."


def look(root: Path) -> Iterator[Finding]:
    """Nothing where there is no folder of secrets: images carry none, and `make run` needs none."""
    compose = root / COMPOSE_FILE
    if not (compose.is_file() and (root / "secrets").is_dir()):
        return
    named = NAMED.findall(compose.read_text(encoding="utf-8"))
    if missing := [each for each in named if not (root / each).is_file()]:
        yield Finding("secrets", "problem", f"docker-compose will not start without {', '.join(missing)}", ADVICE)
    else:
        yield Finding("secrets", "ok", f"all {len(named)} that docker-compose.yml names are there")
