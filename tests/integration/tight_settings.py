"""The product's settings with two connections to the database, and threads that want more."""

from tests.integration.quick_settings import *  # noqa: F403
from tests.integration.quick_settings import DATABASES

UNDERTONE_LANES = {"reading": (4, 2, 1.0), "writing": (4, 2, 1.0), "instruments": (2, 20, 10.0)}
UNDERTONE_REQUESTS_PER_MINUTE = {"user": None, "anonymous": None, "upload": None, "open": None}
DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 2, "max_size": 2, "timeout": 0.5}
