"""What is stored: recordings, their analyses, and the segments of each."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone

from recognition import part_models  # noqa: F401 - Django looks for models here
from recognition.full_text import SearchWordsField


class AnalysisStatus(models.TextChoices):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


UNFINISHED = (AnalysisStatus.QUEUED, AnalysisStatus.RUNNING)


class AnalysisStage(models.TextChoices):
    """The engine's stages (`labels.STAGES`); null means that nothing is running."""

    DECODING = "decoding"
    FINDING_SPEECH = "finding_speech"
    TRANSCRIBING = "transcribing"
    READING_EMOTION = "reading_emotion"


class ExplanationsStatus(models.TextChoices):
    """How far the explanations of an analysis are."""

    PENDING = "pending"
    READY = "ready"
    FAILED = "failed"


RECORDING_FILES = ("file", "rendition", "fine_peaks", "action_units")


class Recording(models.Model):
    """An uploaded file and what is derived from it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="recordings"
    )
    title = models.CharField(max_length=200)
    title_words = models.TextField(blank=True)  # as `full_text.title_words` folds it, to be searched and sorted by
    name = models.CharField(max_length=255)
    file = models.FileField(max_length=200)
    rendition = models.FileField(max_length=200, blank=True)
    rendition_bytes = models.BigIntegerField(default=0)
    rendition_wanted = models.BooleanField(default=False)  # not every browser plays the original
    media_type = models.CharField(max_length=100)
    has_video = models.BooleanField(default=False)
    duration_s = models.FloatField(null=True, blank=True)  # null until decoded, where no header tells
    size_bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)  # asked for before every upload
    peaks = models.JSONField(null=True, blank=True)
    fine_peaks = models.FileField(max_length=200, blank=True)  # `engine.media.outline` writes and reads it
    fine_peaks_bytes = models.BigIntegerField(default=0)
    action_units = models.FileField(max_length=200, blank=True)  # OpenFace's table of the same film, as it was uploaded
    action_units_bytes = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    deleted_at = models.DateTimeField(
        null=True, blank=True, db_index=True
    )  # null: not deleted; else it can be restored
    deletion = models.UUIDField(null=True, blank=True, db_index=True)  # those deleted together, to be restored together

    class Meta:
        ordering = ["-created_at", "id"]

    def __str__(self) -> str:
        return self.title

    @property
    def stored_names(self) -> list[str]:
        """Of all files that belong to it."""
        return [name for name in (getattr(self, field).name for field in RECORDING_FILES) if name]

    @property
    def restorable_until(self) -> datetime | None:
        """Of a deleted one: when it goes for good."""
        return self.deleted_at and self.deleted_at + timedelta(days=settings.UNDERTONE_DELETED_KEPT_DAYS)

    @property
    def latest_analysis(self) -> "Analysis | None":
        """Reads what the selectors fetched with it, newest first."""
        return next(iter(self.analyses.all()), None)


class Analysis(models.Model):
    """One run of one model over a recording. The row is the only truth about how far it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="analyses")

    model = models.CharField(max_length=64)
    asr = models.CharField(max_length=64, default="auto")
    language = models.CharField(max_length=16, null=True, blank=True)  # noqa: DJ001 - null is "find out", as in the API
    speaker_baseline_wanted = models.BooleanField(default=True)

    status = models.CharField(max_length=16, choices=AnalysisStatus.choices, default=AnalysisStatus.QUEUED)
    stage = models.CharField(max_length=32, null=True, blank=True)  # noqa: DJ001 - null is "not running", as in the API
    progress = models.FloatField(default=0.0)
    eta_s = models.FloatField(null=True, blank=True)
    error_code = models.CharField(max_length=64, blank=True)
    error_message = models.TextField(blank=True)

    attempts = models.PositiveIntegerField(default=0)
    lease_holder = models.CharField(max_length=200, blank=True)  # host:process:random, new with every claim
    lease_expires_at = models.DateTimeField(null=True, blank=True)

    speech_engine = models.JSONField(null=True, blank=True)  # SpeechEngineInfo
    model_info = models.JSONField(null=True, blank=True)  # ModelInfo
    overall = models.JSONField(null=True, blank=True)  # Overall
    top = models.CharField(max_length=32, blank=True)  # overall's dominant emotion, for the library's filter
    speaker_baseline = models.JSONField(null=True, blank=True)  # SpeakerBaseline; old results have none
    timings_s = models.JSONField(null=True, blank=True)
    provenance = models.JSONField(null=True, blank=True)
    explanations_asked_at = models.DateTimeField(null=True, blank=True)  # null: nobody is at work on them
    explanations_error = models.JSONField(null=True, blank=True)

    created_at = models.DateTimeField(auto_now_add=True)
    queued_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        ordering = ["-created_at", "id"]
        verbose_name_plural = "analyses"
        indexes = [
            models.Index(fields=["status", "lease_expires_at"]),
            models.Index(fields=["recording", "-created_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.recording_id} by {self.model}"

    @property
    def left_s(self) -> float | None:
        """Seconds left now: what was guessed at the row's last change, less what has passed since."""
        if self.eta_s is None:
            return None
        return round(max(0.0, self.eta_s - (timezone.now() - self.updated_at).total_seconds()), 1)

    @property
    def error(self) -> dict[str, str] | None:
        return {"code": self.error_code, "message": self.error_message} if self.error_code else None

    @property
    def spoken_language(self) -> str:
        """The one that the words were recognised in."""
        return (self.speech_engine or {}).get("language") or "en"


class Segment(models.Model):
    """A segment as the engine delivered it; `text` stands beside the body so that it can be read without it."""

    analysis = models.ForeignKey(Analysis, on_delete=models.CASCADE, related_name="segments")
    index = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    search_words = SearchWordsField(blank=True)  # `text` as `full_text.folded` gives it
    body = models.JSONField()
    explanation = models.JSONField(null=True, blank=True)  # Explanation, once it was asked for
    explanation_asked_at = models.DateTimeField(
        null=True, blank=True
    )  # of this one alone; null: nobody is at work on it
    explanation_error = models.JSONField(null=True, blank=True)
    pending_text = models.TextField(null=True, blank=True)  # noqa: DJ001 - a correction may be the empty text; null is none
    pending_since = models.DateTimeField(null=True, blank=True)
    correction_error = models.JSONField(null=True, blank=True)
    heard_words = models.JSONField(
        null=True, blank=True
    )  # Words before the first correction; null: nothing is corrected

    class Meta:
        ordering = ["analysis", "index"]
        constraints = [models.UniqueConstraint(fields=["analysis", "index"], name="one_segment_per_index")]

    def __str__(self) -> str:
        return f"{self.index}: {self.text[:40]}"


class Preferences(models.Model):
    """What somebody chose for all their recordings. Null is “as the server has it”; the local user's row has no owner."""

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True)
    retention_days = models.PositiveIntegerField(null=True, blank=True)
    model = models.CharField(max_length=64, blank=True)
    asr = models.CharField(max_length=64, blank=True)
    speaker_baseline = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "preferences"
        # Two rows without an owner would both be unique.
        constraints = [models.UniqueConstraint(Coalesce("owner", 0), name="one_row_of_preferences_each")]

    def __str__(self) -> str:
        return f"preferences of {self.owner or 'the local user'}"


class ShareLink(models.Model):
    """Lets whoever holds its secret read one analysis. Of the secret only a hash is kept; a link taken back is deleted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="links")
    # Null: the recording's newest, whichever that is when somebody looks.
    analysis = models.ForeignKey(Analysis, on_delete=models.CASCADE, null=True, blank=True, related_name="links")
    secret_sha256 = models.CharField(max_length=64)
    sound = models.BooleanField(default=True)
    note = models.CharField(max_length=200, blank=True)  # for its maker; who opens it is not shown it
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)
    last_opened_at = models.DateTimeField(null=True, blank=True)
    times_opened = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-created_at", "id"]

    def __str__(self) -> str:
        return f"link to {self.recording_id}"


class Usage(models.Model):
    """The audio that somebody had analysed in a calendar month. Deleting recordings does not give it back.

    Its row is also the lock under which a quota is looked at and drawn on; the local user's has no owner.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True)
    month = models.DateField()  # its first day, UTC
    seconds = models.FloatField(default=0.0)
    analyses = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-month"]
        verbose_name_plural = "usage"
        constraints = [models.UniqueConstraint(Coalesce("owner", 0), "month", name="one_row_of_usage_each_month")]

    def __str__(self) -> str:
        return f"{self.owner or 'the local user'} in {self.month:%Y-%m}: {self.seconds / 3600:.1f} h"


class OwnQuotas(models.Model):
    """Quotas of one user that differ from the server's; what is empty is as the server has it."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="own_quotas")
    unlimited = models.BooleanField(default=False, help_text="Neither the server's quotas nor those below count.")
    concurrent_analyses = models.PositiveIntegerField(null=True, blank=True)
    hours_per_month = models.PositiveIntegerField(null=True, blank=True)
    storage_gb = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "own quotas"

    def __str__(self) -> str:
        return f"quotas of {self.user}"
