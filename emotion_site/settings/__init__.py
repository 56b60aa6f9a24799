"""Django settings: one file per concern. Only `env` reads the environment."""

import sys

from emotion_site.settings.env import BadEnvironmentError

try:
    from emotion_site.settings.accounts import *  # noqa: F403
    from emotion_site.settings.base import *  # noqa: F403
    from emotion_site.settings.integrations import *  # noqa: F403
    from emotion_site.settings.logging import *  # noqa: F403
    from emotion_site.settings.quotas import *  # noqa: F403
    from emotion_site.settings.storage import *  # noqa: F403
except BadEnvironmentError as error:
    # One clear line instead of a traceback, whichever program was started.
    sys.exit(f"undertone: {error}")
