"""Who may import whom."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEAVY = (
    "torch",
    "transformers",
    "whisper",
    "faster_whisper",
    "ctranslate2",
    "librosa",
    "pocketsphinx",
    "silero_vad",
    "cv2",
)

LOAD_THE_SITE = f"""
import sys, django
django.setup()
import emotion_site.asgi, emotion_site.urls, worker.tasks
from django.urls import get_resolver
get_resolver().url_patterns
print([name for name in {HEAVY!r} if name in sys.modules])
"""


def test_the_web_process_loads_no_model_library(tmp_path: Path) -> None:
    environment = {"DJANGO_SETTINGS_MODULE": "emotion_site.settings", "UNDERTONE_DATA_DIR": str(tmp_path)}
    loaded = subprocess.run(
        [sys.executable, "-c", LOAD_THE_SITE], cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    assert loaded.stdout.strip() == "[]"


def test_the_import_contracts_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    kept = subprocess.run([str(linter), "--no-cache"], cwd=ROOT, check=False, capture_output=True, text=True)
    assert kept.returncode == 0, kept.stdout
