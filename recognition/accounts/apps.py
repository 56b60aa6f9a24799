"""The Django application of accounts, with tables of its own."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "recognition.accounts"
    label = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        import_module("recognition.accounts.endings").connect()
