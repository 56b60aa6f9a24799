"""What is wrong with this installation, and what to do about it: everything looked at once, for `manage.py doctor`."""

import shutil
import tempfile
import wave
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.checks import ERROR, run_checks
from django.core.files.storage import default_storage
from django.db import Error, connection
from django.db.models import Count, Min
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis import Redis
from redis.exceptions import RedisError

from recognition import catalogue, compose_secrets, health
from recognition.accounts.look import look as accounts_look
from recognition.checks import MIN_FREE_BYTES, REDIS_TIMEOUT_S
from recognition.configuration import engine_config
from recognition.disk import in_words
from recognition.engine.asr.status import engines_status
from recognition.engine.errors import EngineError
from recognition.engine.fusion.cards import WEIGHTS, checkpoint_folder, sha256_of
from recognition.engine.media import SAMPLE_RATE_HZ, decode
from recognition.findings import Finding, State
from recognition.models import Analysis, AnalysisStatus, Recording

MEMORY_FOR_A_WORKER_BYTES = 2 * 2**30  # loaded models, a long recording, and room to breathe
WAITS_TOO_LONG = timedelta(minutes=10)
CLOCK_MAY_DIFFER_S = 2.0  # leases and retention go by the clock of whoever looks
BUILT_AFTER = datetime(2026, 1, 1, tzinfo=UTC)
FILES_LOOKED_AT = {"local": 1000, "azure": 100}  # elsewhere each is a request
# What has a line of its own below, where it is said in more detail.
TOLD_ELSEWHERE = {"undertone.W001", "undertone.W002", "undertone.W003", "undertone.E001"}


def examine() -> list[Finding]:
    """Everything, in the order in which it would have to be put right."""
    return [finding for name, look in LOOKS.items() for finding in _looked(name, look)]


def _looked(name: str, look: Callable[[], Iterator[Finding]]) -> list[Finding]:
    """A part that cannot even be looked at is the finding; the others are still told."""
    try:
        return list(look())
    except Error as error:  # whatever part it was that asked it
        return [Finding(name, "problem", _one_line(error), ADVICE[name] if name == "database" else "See “database”.")]
    except (OperationalError, RedisError, OSError, EngineError) as error:
        return [Finding(name, "problem", _one_line(error), ADVICE[name])]


def _settings() -> Iterator[Finding]:
    messages = [message for message in run_checks() if message.id not in TOLD_ELSEWHERE]
    for message in messages:
        state: State = "problem" if message.level >= ERROR else "warning"
        yield Finding("settings", state, f"{message.msg} ({message.id})", message.hint or "")
    if not messages:
        detail = f"accounts {settings.UNDERTONE_ACCOUNTS}, {_quotas()}, data in {settings.DATA_DIR}"
        yield Finding("settings", "ok", detail)


def _secrets() -> Iterator[Finding]:
    return compose_secrets.look(settings.BASE_DIR)


def _quotas() -> str:
    known = (
        (settings.UNDERTONE_MAX_CONCURRENT_ANALYSES, "analyses at a time"),
        (settings.UNDERTONE_HOURS_PER_MONTH, "h a month"),
        (settings.UNDERTONE_STORAGE_GB_PER_USER, "GB"),
    )
    told = ", ".join(f"{limit} {unit}" for limit, unit in known if limit is not None)
    return f"for each user {told}" if told else "no quotas"


def _database() -> Iterator[Finding]:
    connection.ensure_connection()
    version = ".".join(map(str, connection.get_database_version()))
    if missing := health.missing_migrations():
        yield Finding("database", "problem", f"{len(missing)} migrations are missing", "Run: manage.py migrate")
        return
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check(1)")
            if (said := cursor.fetchone()[0]) != "ok":
                yield Finding("database", "problem", f"it is damaged: {said}", "Restore a backup: manage.py restore")
                return
    yield Finding("database", "ok", f"{connection.display_name} {version}, of this version")


def _queue() -> Iterator[Finding]:
    health.CHECKS["queue"]()
    counted = Analysis.objects.filter(status=AnalysisStatus.QUEUED).aggregate(n=Count("pk"), first=Min("queued_at"))
    running = Analysis.objects.filter(status=AnalysisStatus.RUNNING).count()
    kind = "Redis" if settings.REDIS_URL else "files in the data folder"
    detail = f"{kind}; {counted['n']} wait, {running} run"
    if counted["first"] and not running and timezone.now() - counted["first"] > WAITS_TOO_LONG:
        yield Finding("queue", "warning", f"{detail}; nobody works on them", "Start a worker: python -m worker.process")
    else:
        yield Finding("queue", "ok", detail)


def _storage() -> Iterator[Finding]:
    health.CHECKS["storage"]()
    health.storage_write()
    free = shutil.disk_usage(settings.DATA_DIR).free
    state: State = "ok" if free >= MIN_FREE_BYTES else "warning"
    advice = "" if state == "ok" else "Free some space, or point UNDERTONE_DATA_DIR to a larger disk."
    kind = "" if settings.UNDERTONE_STORAGE == "local" else "Azure Blob container "
    yield Finding("storage", state, f"{kind}can be written; {in_words(free)} free here", advice)


def _files() -> Iterator[Finding]:
    newest = Recording.objects.order_by("-created_at")[: FILES_LOOKED_AT[settings.UNDERTONE_STORAGE]]
    lost = [str(recording.id) for recording in newest if not default_storage.exists(str(recording.file))]
    looked_at = len(newest)
    if lost:
        detail = f"of {looked_at} recordings {len(lost)} have lost their file, the first {lost[0]}"
        yield Finding("files", "problem", detail, "Restore them from a backup, or delete these recordings.")
    else:
        yield Finding("files", "ok", f"of {looked_at} recordings all have their file")


def _models() -> Iterator[Finding]:
    cards = catalogue.model_cards()
    if not cards:
        yield Finding("models", "problem", "no emotion model is installed", "Train one: emotion train")
    for card in cards:
        name, expected = f"model {card['id']}", card.get("sha256")
        if not card["usable"]:
            yield Finding(name, "problem", "its weights are missing", str(card["missing"]))
        elif expected and sha256_of(checkpoint_folder(card["id"]) / WEIGHTS) != expected:
            yield Finding(name, "problem", "its weights are not those of its card", "Install them again.")
        else:
            yield Finding(name, "ok", f"version {card.get('version', '?')}, weights as on its card")


def _speech() -> Iterator[Finding]:
    for status in engines_status(engine_config()):
        if status.usable:
            yield Finding(f"speech {status.name}", "ok", status.reason)
        else:
            advice = f"Fetch them: {status.remedy}. Until then PocketSphinx transcribes." if status.remedy else ""
            yield Finding(f"speech {status.name}", "warning", status.reason, advice)


def _decoding() -> Iterator[Finding]:
    """A second of silence, through the libraries that decode uploads: no program of the system is needed."""
    with tempfile.TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        file = Path(folder) / "second.wav"
        with wave.open(str(file), "wb") as written:
            written.setnchannels(1)
            written.setsampwidth(2)
            written.setframerate(8000)
            written.writeframes(bytes(16000))
        with decode(file) as pcm:
            heard = round(pcm.duration_s * SAMPLE_RATE_HZ)
    if heard == SAMPLE_RATE_HZ:
        yield Finding("decoding", "ok", "sound is read and resampled")
    else:
        yield Finding("decoding", "problem", f"a second became {heard} samples", ADVICE["decoding"])


def _clock() -> Iterator[Finding]:
    now = timezone.now()
    differences = {"the database": _seconds_apart(_database_time)}
    if settings.REDIS_URL:
        redis = Redis.from_url(settings.REDIS_URL, socket_connect_timeout=REDIS_TIMEOUT_S)
        differences["Redis"] = _seconds_apart(lambda: _redis_time(redis))
    wrong = [f"{who} by {by:.1f} s" for who, by in differences.items() if by > CLOCK_MAY_DIFFER_S]
    if now < BUILT_AFTER:
        yield Finding("clock", "problem", f"it says {now:%Y-%m-%d}", ADVICE["clock"])
    elif wrong:
        yield Finding("clock", "problem", f"it differs from {', '.join(wrong)}", ADVICE["clock"])
    else:
        yield Finding("clock", "ok", f"{now:%Y-%m-%d %H:%M:%S} UTC, and so say {', '.join(differences)}")


def _seconds_apart(ask: Callable[[], datetime]) -> float:
    """How far another clock is ahead or behind, whatever time the answer took."""
    before, said, after = timezone.now(), ask(), timezone.now()
    return max(0.0, (before - said).total_seconds(), (said - after).total_seconds())


def _redis_time(redis: Redis) -> datetime:
    seconds, micros = redis.time()
    return datetime.fromtimestamp(seconds + micros / 1e6, UTC)


def _database_time() -> datetime:
    vendor_now = "clock_timestamp()" if connection.vendor == "postgresql" else "strftime('%Y-%m-%dT%H:%M:%f+00:00')"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {vendor_now}")
        said = cursor.fetchone()[0]
    return said if isinstance(said, datetime) else datetime.fromisoformat(said)


def _memory() -> Iterator[Finding]:
    known = dict(_meminfo())
    if not known:
        return
    free = known["MemAvailable"]
    state: State = "ok" if free >= MEMORY_FOR_A_WORKER_BYTES else "warning"
    advice = "" if state == "ok" else "A worker takes about a gigabyte, more for long recordings. End other programs."
    yield Finding("memory", state, f"{in_words(free)} available", advice)


def _meminfo() -> Iterator[tuple[str, int]]:
    """Linux tells; elsewhere nothing is said."""
    file = Path("/proc/meminfo")
    for line in file.read_text().splitlines() if file.exists() else ():
        name, _, value = line.partition(":")
        yield name, int(value.split()[0]) * 1024


def _one_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__


LOOKS: Mapping[str, Callable[[], Iterator[Finding]]] = {
    "settings": _settings,
    "secrets": _secrets,
    "database": _database,
    "accounts": accounts_look,
    "queue": _queue,
    "storage": _storage,
    "files": _files,
    "models": _models,
    "speech": _speech,
    "decoding": _decoding,
    "clock": _clock,
    "memory": _memory,
}
ADVICE: Mapping[str, str] = {
    "settings": "Correct the settings that .env.example explains.",
    "secrets": compose_secrets.ADVICE,
    "database": "Start it, or correct DATABASE_URL.",
    "accounts": "See “database”.",
    "queue": "Start Redis, or correct REDIS_URL; with files, make the data folder writable.",
    "storage": "Make the data folder writable, or free some space. With Azure: the identity needs the role Storage Blob Data "
    "Contributor on the container.",
    "files": "See “database” and “storage”.",
    "models": "Install this version again.",
    "speech": "Install this version again.",
    "decoding": "Install the pinned packages again: pip install -r requirements/web.txt",
    "clock": "Set the clock, and keep it right by NTP on every machine.",
    "memory": "",
}
