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

TELL_WHAT_IS_LOADED = f"print([name for name in {HEAVY!r} if name in sys.modules])"
LOAD_THE_SITE = f"""
import sys, django
django.setup()
import emotion_site.asgi, emotion_site.urls, worker.tasks
from django.urls import get_resolver
get_resolver().url_patterns
{TELL_WHAT_IS_LOADED}
"""


def test_the_web_process_loads_no_model_library(tmp_path: Path) -> None:
    environment = {"DJANGO_SETTINGS_MODULE": "emotion_site.settings", "UNDERTONE_DATA_DIR": str(tmp_path)}
    loaded = subprocess.run(
        [sys.executable, "-c", LOAD_THE_SITE], cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    assert loaded.stdout.strip() == "[]"


def test_the_client_on_the_command_line_waits_for_no_model_library() -> None:
    command = (
        f"import sys; from recognition.engine.cli import _parser; _parser(['remote', 'list'])\n{TELL_WHAT_IS_LOADED}"
    )
    loaded = subprocess.run([sys.executable, "-c", command], cwd=ROOT, check=True, capture_output=True, text=True)
    assert loaded.stdout.strip() == "[]"


def test_the_import_contracts_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    kept = subprocess.run([str(linter), "--no-cache"], cwd=ROOT, check=False, capture_output=True, text=True)
    assert kept.returncode == 0, kept.stdout
