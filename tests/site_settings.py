"""The product's own settings, in a data folder that goes with the test run and with no variable of the developer's."""

import atexit
import os
import shutil
import tempfile

_OURS = ("UNDERTONE_", "DATABASE_URL", "REDIS_URL")
_folder = tempfile.mkdtemp(prefix="undertone-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)

_kept = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith(_OURS)}
os.environ["UNDERTONE_DATA_DIR"] = _folder
if _database := os.environ.get("TEST_DATABASE_URL"):  # tests/integration/test_on_postgresql.py runs tests again there
    os.environ["DATABASE_URL"] = _database
try:
    from emotion_site.settings import *  # noqa: F403
finally:
    del os.environ["UNDERTONE_DATA_DIR"]
    os.environ.pop("DATABASE_URL", None)
    os.environ.update(_kept)

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # The tests' database is in memory, where a table that one thread reads is locked against others, who do not wait.
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA read_uncommitted=ON;"  # noqa: F405

# Every test client would look hundreds of files up; tests/site/test_page.py names a page of its own.
WHITENOISE_USE_FINDERS = False
WHITENOISE_ROOT = None

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one is slow by design
