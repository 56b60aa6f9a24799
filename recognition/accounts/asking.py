"""How a command comes by a password: twice from the keyboard, or as a line that another program sends."""

import sys
from getpass import getpass

from django.core.management.base import CommandError


def password_ask(email: str) -> str:
    """Never as an argument, where a list of processes would show it.

    Raises:
        CommandError: when the two differ.
    """
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass(f"Password for {email}: ")
    if getpass("Once more: ") != password:
        raise CommandError("The two passwords differ. Nothing was changed.")
    return password
