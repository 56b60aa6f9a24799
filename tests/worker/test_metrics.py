"""What workers measured, told by their supervisor."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

from scripts.preflight import ROOT
from tests.services import free_port
from worker.process import serve_metrics

COUNT_TWO = "from recognition.work_metrics import ENDED; ENDED.labels(status='failed', code='corrupt_media').inc(2)"
SETUP = "import django; django.setup(); "


def test_the_supervisor_tells_what_its_processes_counted(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "tests.site_settings",
    }
    for _process in range(2):
        subprocess.run([sys.executable, "-c", SETUP + COUNT_TWO], cwd=ROOT, env=environment, check=True)
    port = free_port()
    serve_metrics(port, str(tmp_path))
    told = urlopen(f"http://127.0.0.1:{port}/metrics").read().decode()
    assert 'undertone_analyses_ended_total{code="corrupt_media",status="failed"} 4.0' in told
