"""What is stored for accounts beside what Django and allauth store."""

import uuid

from django.db import models
from knox.models import AbstractAuthToken


class ApiToken(AbstractAuthToken):  # type: ignore[misc] # knox has no types
    """A token for a program. Of the token itself only its hash is kept, and how it begins, to know it by."""

    id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # the primary key is the hash
    name = models.CharField(max_length=100)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created", "id"]
        verbose_name = "API token"

    def __str__(self) -> str:
        return f"{self.name} ({self.token_key}…)"
