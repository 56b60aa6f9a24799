"""Users for a load test: `python -m benchmarks.load_users N` makes them, and prints each one's session key and token as JSON."""

import json
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402 - Django is ready from here on
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402

from recognition.accounts.tokens import token_create  # noqa: E402


def main() -> None:
    """Each signed in, as a browser would be, and with a token of its own."""
    print(json.dumps([_person(number) for number in range(int(sys.argv[1]))]))


def _person(number: int) -> dict[str, str]:
    user = User.objects.create_user(f"user{number}", f"user{number}@example.org", "not-used-here")
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    _row, token = token_create(user=user, name="load", expires_days=None)
    return {"session": str(session.session_key), "token": token}


if __name__ == "__main__":
    main()
