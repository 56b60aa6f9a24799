"""Where recordings are kept: a folder of this machine, or a container of Azure Blob storage."""

from typing import Any

from emotion_site.settings.base import ENV

UNDERTONE_STORAGE = "azure" if ENV.blobs else "local"

STORAGES: dict[str, Any] = {
    "default": {
        "BACKEND": "recognition.blob_storage.BlobStorage",
        "OPTIONS": {
            "account_name": ENV.blobs.account,
            "azure_container": ENV.blobs.container,
            "endpoint": ENV.blobs.endpoint,
            "client_id": ENV.blobs.client_id,
        },
    }
    if ENV.blobs
    else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
