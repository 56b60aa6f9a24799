"""deploy.sh, run against a stand-in of Azure."""

import os
import pty
import shutil
import subprocess
import sys
import termios
from dataclasses import dataclass
from pathlib import Path

from tests.azure.cloud import Cloud
from tests.azure.endpoint import Endpoint

ROOT = Path(__file__).parents[2]
WITHIN_S = 900  # on a busy machine; it takes two seconds on a free one


@dataclass(frozen=True)
class Run:
    """How a run of deploy.sh ended."""

    status: int
    output: str
    changes: list[str]


class Deployment:
    """A copy of azure-deploy/ beside sources small enough to be read in no time, which nobody else edits."""

    def __init__(self, endpoint: Endpoint, folder: Path) -> None:
        self.endpoint, self.cloud = endpoint, endpoint.cloud
        self.tree, self.temporary = folder / "tree", folder / "tmp"
        self.temporary.mkdir()
        (self.tree / "docker").mkdir(parents=True)
        for name in ("web", "worker", "frontend"):
            (self.tree / "docker" / f"{name}.Dockerfile").write_text("FROM scratch\n")
        (self.tree / "manage.py").write_text("# version 1\n")
        shutil.copytree(
            ROOT / "azure-deploy", self.tree / "azure-deploy", ignore=shutil.ignore_patterns("settings.env")
        )

    def take_over(self, cloud: Cloud) -> None:
        """Go on with what another deployment of the same sources made."""
        self.cloud = self.endpoint.cloud = cloud

    def new_version(self, text: str) -> None:
        (self.tree / "manage.py").write_text(f"# version {text}\n")

    def left_behind(self) -> list[str]:
        """Temporary folders that no run removed."""
        return [each.name for each in self.temporary.glob("undertone-azure.*")]

    def run(self, *arguments: str, terminal: bool = True) -> Run:
        """One run; the calls of earlier ones are forgotten, what they made is not."""
        self.endpoint.calls.clear()
        environment = {
            "PATH": f"{ROOT / 'tests' / 'azure'}:{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(self.temporary),
            "TMPDIR": str(self.temporary),
            "AZURE_STAND_IN": str(self.endpoint.port),
            "UNDERTONE_AZURE_PAUSE_S": "0",
            "UNDERTONE_AZURE_HEALTH_LOOKS": "4",
        }
        ours, theirs = pty.openpty()
        try:
            ended = subprocess.run(
                ["bash", str(self.tree / "azure-deploy" / "deploy.sh"), *arguments],
                stdin=theirs if terminal else subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                env=environment, cwd=self.temporary, timeout=WITHIN_S, check=False, text=True, start_new_session=True,
            )  # fmt: skip
            assert termios.tcgetattr(theirs)[3] & termios.ECHO, "the terminal was left without an echo"
        finally:
            os.close(ours)
            os.close(theirs)
        return Run(ended.returncode, ended.stdout, self.endpoint.changes)
