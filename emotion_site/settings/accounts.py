"""Accounts: signing in by e-mail address with django-allauth, tokens for programs, cookies, mail."""

from typing import Any
from urllib.parse import urlsplit

import environ

from emotion_site.settings.base import ENV

ACCOUNTS_PREFIX = "/api/v1/auth/"

UNDERTONE_SIGN_UP = ENV.sign_up
UNDERTONE_PUBLIC_URL = ENV.public_url
UNDERTONE_MAIL = ENV.email_url is not None
UNDERTONE_PROVIDERS = [{"id": "oidc", "name": ENV.oidc.name}] if ENV.oidc else []
UNDERTONE_FORM_TARGETS = ["{0.scheme}://{0.netloc}".format(urlsplit(ENV.oidc.url))] if ENV.oidc else []
PROVIDER_RETURN = f"{ACCOUNTS_PREFIX}oidc/oidc/login/callback/"

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# Hard on memory, and part of Python.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "recognition.accounts.endings.TokensEndWithPassword"},
]

# What sign-in attempts are counted in: shared by all web processes where there is Redis, else there is but one process.
CACHES: dict[str, Any] = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": ENV.redis_url,
        "KEY_PREFIX": "undertone",
    }
    if ENV.redis_url
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
ALLAUTH_TRUSTED_PROXY_COUNT = ENV.proxies

ACCOUNT_ADAPTER = "recognition.accounts.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "recognition.accounts.adapters.ProviderAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None  # Django's is filled, and neither seen nor needed
ACCOUNT_USER_DISPLAY = "recognition.accounts.adapters.user_display"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "recognition.accounts.forms.SignUpForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if UNDERTONE_MAIL else "none"
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # this session goes on under a new id; all others end
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Undertone: "
ACCOUNT_EMAIL_NOTIFICATIONS = UNDERTONE_MAIL
ACCOUNT_DEFAULT_HTTP_PROTOCOL = urlsplit(ENV.public_url or "http://").scheme

HEADLESS_ONLY = True
HEADLESS_CLIENTS = ("browser",)
_PAGE = ENV.public_url or ""  # without it, where the request was sent to
HEADLESS_FRONTEND_URLS = {
    "account_confirm_email": f"{_PAGE}/sign-in/verify/{{key}}",
    "account_reset_password": f"{_PAGE}/sign-in/reset",
    "account_reset_password_from_key": f"{_PAGE}/sign-in/reset/{{key}}",
    "account_signup": f"{_PAGE}/sign-in/new",
    "socialaccount_login_error": f"{_PAGE}/sign-in",
}

MFA_ADAPTER = "recognition.accounts.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = not UNDERTONE_MAIL
MFA_TOTP_TOLERANCE = 1  # of clocks: half a minute
MFA_TOTP_ISSUER = "Undertone"

SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": ENV.oidc.name,
                "client_id": ENV.oidc.client_id,
                "secret": ENV.oidc.client_secret,
                "settings": {"server_url": ENV.oidc.url},
            }
        ]
        if ENV.oidc
        else [],
    }
}
# The one provider is the operator's own choice: an address that it has verified is that of the account here.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"

if ENV.email_url:
    _mail = environ.Env.email_url_config(ENV.email_url)
    EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
    EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.get("EMAIL_USE_TLS", False), _mail.get("EMAIL_USE_SSL", False)
    EMAIL_HOST = _mail["EMAIL_HOST"]
    EMAIL_PORT = _mail["EMAIL_PORT"] or (587 if EMAIL_USE_TLS else 465 if EMAIL_USE_SSL else 25)
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"] or "", _mail["EMAIL_HOST_PASSWORD"] or ""
    EMAIL_FILE_PATH = _mail["EMAIL_FILE_PATH"] or None
else:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = ENV.email_from or "undertone@localhost"
SERVER_EMAIL = DEFAULT_FROM_EMAIL

KNOX_TOKEN_MODEL = "accounts.ApiToken"
MIGRATION_MODULES = {"knox": None}  # its own table, which ours stands in for, is not made
REST_KNOX: dict[str, Any] = {
    "TOKEN_MODEL": KNOX_TOKEN_MODEL,
    "TOKEN_TTL": None,
    "TOKEN_PREFIX": "ut_",  # by which one that was published by mistake is found
    "AUTH_HEADER_PREFIX": "Bearer",
}
