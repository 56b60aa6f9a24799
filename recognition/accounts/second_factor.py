"""The secrets of second factors are stored under the server's own key: who has read the database alone has none of them."""

from base64 import urlsafe_b64encode

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.crypto import salted_hmac

SALT = "undertone.second_factor"


class SecondFactorUnreadableError(Exception):
    """It was stored under another secret key than the server has now."""


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth has no types
    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            raise SecondFactorUnreadableError from error


def _cipher() -> Fernet:
    key = salted_hmac(SALT, "", secret=settings.SECRET_KEY, algorithm="sha256").digest()
    return Fernet(urlsafe_b64encode(key))
