"""The environment: every variable, its default, and what a bad value says."""

from pathlib import Path

import pytest

from emotion_site.settings.env import BadEnvironmentError, read


def test_nothing_set_gives_the_local_defaults() -> None:
    environment = read({})
    assert environment.data_dir == Path("var").absolute()
    assert environment.models_dir == environment.data_dir / "models"
    assert (environment.accounts, environment.asr, environment.whisper_model) == ("local", "auto", "base")
    assert (environment.max_upload_mb, environment.max_duration_s) == (1024, 14400)
    unset = (environment.secret_key, environment.retention_days, environment.database_url, environment.redis_url)
    assert {*unset, environment.emotion_data} == {None}
    assert environment.allowed_hosts == ()
    assert environment.live == "auto"


def test_every_variable_is_read(tmp_path: Path) -> None:
    environment = read(
        {
            "UNDERTONE_DATA_DIR": str(tmp_path),
            "UNDERTONE_MODELS_DIR": str(tmp_path / "weights"),
            "UNDERTONE_SECRET_KEY": "s3cret",
            "UNDERTONE_ACCOUNTS": "required",
            "UNDERTONE_ASR": "pocketsphinx",
            "UNDERTONE_WHISPER_MODEL": "small",
            "UNDERTONE_MAX_UPLOAD_MB": "5",
            "UNDERTONE_MAX_DURATION_S": "60",
            "UNDERTONE_RETENTION_DAYS": "30",
            "UNDERTONE_ALLOWED_HOSTS": "a.example, b.example",
            "DATABASE_URL": "postgres://u:p@db/undertone",
            "REDIS_URL": "redis://cache:6379/0",
            "EMOTION_DATA": str(tmp_path),
        }
    )
    assert environment.models_dir == tmp_path / "weights"
    assert environment.allowed_hosts == ("a.example", "b.example")
    assert (environment.max_upload_mb, environment.max_duration_s, environment.retention_days) == (5, 60, 30)
    assert environment.redis_url == "redis://cache:6379/0"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("UNDERTONE_ACCOUNTS", "open", "local, required"),
        ("UNDERTONE_ASR", "siri", "auto, faster-whisper, openai-whisper, pocketsphinx"),
        ("UNDERTONE_MAX_UPLOAD_MB", "lots", "a whole number from 1 up"),
        ("UNDERTONE_MAX_UPLOAD_MB", "0", "a whole number from 1 up"),
        ("UNDERTONE_MAX_DURATION_S", "-5", "a whole number from 1 up"),
        ("UNDERTONE_RETENTION_DAYS", "1.5", "a whole number from 1 up"),
        ("UNDERTONE_MAX_CONCURRENT_ANALYSES", "0", "a whole number from 1 up, or none"),
        ("UNDERTONE_HOURS_PER_MONTH", "1.5", "a whole number from 1 up, or none"),
        ("UNDERTONE_STORAGE_GB_PER_USER", "unlimited", "a whole number from 1 up, or none"),
        ("UNDERTONE_REQUESTS_PER_MINUTE", "-1", "a whole number from 1 up, or none"),
        ("UNDERTONE_UPLOADS_PER_MINUTE", "many", "a whole number from 1 up, or none"),
        ("UNDERTONE_ALLOWED_HOSTS", "https://a.example", "host names"),
        ("DATABASE_URL", "mysql://db", "postgres://"),
        ("REDIS_URL", "http://cache", "redis://"),
        ("EMOTION_DATA", "/no/such/folder", "an existing folder"),
    ],
)
def test_a_bad_value_names_the_variable_and_what_is_allowed(name: str, value: str, said: str) -> None:
    with pytest.raises(BadEnvironmentError, match=name) as caught:
        read({name: value})
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_address_is_not_repeated_for_it_may_hold_a_password() -> None:
    with pytest.raises(BadEnvironmentError) as caught:
        read({"DATABASE_URL": "mysql://u:hunter2@db"})
    assert "hunter2" not in str(caught.value)


def test_accounts_need_a_secret_key() -> None:
    with pytest.raises(BadEnvironmentError, match="UNDERTONE_SECRET_KEY"):
        read({"UNDERTONE_ACCOUNTS": "required"})


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("s3cret\n")
    assert read({"UNDERTONE_SECRET_KEY_FILE": str(file)}).secret_key == "s3cret"


def test_a_secret_file_that_cannot_be_read_is_named() -> None:
    with pytest.raises(BadEnvironmentError, match="REDIS_URL_FILE"):
        read({"REDIS_URL_FILE": "/no/such/file"})


def test_a_value_and_its_file_are_one_too_many(tmp_path: Path) -> None:
    with pytest.raises(BadEnvironmentError, match="both"):
        read({"REDIS_URL": "redis://a", "REDIS_URL_FILE": str(tmp_path)})


QUOTAS = ("max_concurrent_analyses", "hours_per_month", "storage_gb_per_user")
RATES = ("requests_per_minute", "uploads_per_minute")


def test_one_user_of_their_own_machine_has_no_quotas() -> None:
    environment = read({})
    assert {getattr(environment, name) for name in (*QUOTAS, *RATES)} == {None}


def test_with_accounts_there_are_quotas_unless_none_are_wanted() -> None:
    accounts = {"UNDERTONE_ACCOUNTS": "required", "UNDERTONE_SECRET_KEY": "s3cret"}
    shared = read(accounts)
    assert all(getattr(shared, name) for name in (*QUOTAS, *RATES))
    own = read({**accounts, "UNDERTONE_HOURS_PER_MONTH": "none", "UNDERTONE_STORAGE_GB_PER_USER": "5"})
    assert (own.hours_per_month, own.storage_gb_per_user) == (None, 5)
