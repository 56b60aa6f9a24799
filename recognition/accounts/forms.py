"""What signing up asks beyond allauth's own form."""

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from recognition.accounts.adapters import user_new


class SignUpForm(forms.Form):
    """allauth's form looks at the password alone; here it is also held against the address."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        password, email = cleaned.get("password"), cleaned.get("email")
        if password and email:
            try:
                validate_password(password, user_new(email))
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned

    def signup(self, request: HttpRequest, user: User) -> None:
        """allauth asks for this; there is nothing to add."""
