"""Where recordings are kept: what is read of it, and what a bad value says."""

import pytest

from emotion_site.settings.env import BadEnvironmentError, BlobContainer, read

AZURE = {"UNDERTONE_STORAGE": "azure", "AZURE_ACCOUNT_NAME": "undertone1", "AZURE_CONTAINER": "media"}
IDENTITY = "11111111-2222-3333-4444-555555555555"


def test_by_default_it_is_the_data_folder_whatever_else_is_set() -> None:
    assert read({}).blobs is None
    assert read({"AZURE_CLIENT_ID": "not ours"}).blobs is None


def test_a_container_of_azure() -> None:
    assert read(AZURE).blobs == BlobContainer("undertone1", "media", "https://undertone1.blob.core.windows.net", None)
    elsewhere = {"AZURE_CLIENT_ID": IDENTITY, "AZURE_BLOB_ENDPOINT": "https://127.0.0.1:10000/undertone1/"}
    told = BlobContainer("undertone1", "media", "https://127.0.0.1:10000/undertone1", IDENTITY)
    assert read({**AZURE, **elsewhere}).blobs == told


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("UNDERTONE_STORAGE", "s3", "local, azure"),
        ("AZURE_ACCOUNT_NAME", "", "not set"),
        ("AZURE_ACCOUNT_NAME", "Under_tone", "3 to 24 small letters and digits"),
        ("AZURE_ACCOUNT_NAME", "ab", "3 to 24 small letters and digits"),
        ("AZURE_CONTAINER", "", "not set"),
        ("AZURE_CONTAINER", "a--b", "single hyphens"),
        ("AZURE_CONTAINER", "x" * 64, "3 to 63"),
        ("AZURE_CLIENT_ID", "undertone-identity", "the client id of a managed identity"),
        ("AZURE_BLOB_ENDPOINT", "http://127.0.0.1:10000", "https://host"),
        ("AZURE_BLOB_ENDPOINT", "undertone1.blob.core.windows.net", "https://host"),
    ],
)
def test_a_bad_value_is_named_with_what_is_allowed(name: str, value: str, said: str) -> None:
    with pytest.raises(BadEnvironmentError, match=f"{name} .*{said}"):
        read({**AZURE, name: value})
