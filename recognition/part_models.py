"""What is stored of a long recording while several workers read it: its parts, and what was read of each."""

from django.db import models


class PartStatus(models.TextChoices):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"


class Part(models.Model):
    """A stretch of a recording, from silence to silence, that one worker reads by itself. All go when the analysis is done."""

    analysis = models.ForeignKey("recognition.Analysis", on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()  # in order of time
    chunks = models.JSONField()  # as the engine's plan has them
    # Of the last part, while its speech and all behind it is still to be found: where to look (the engine's `Search`).
    search = models.JSONField(null=True)
    # From its first speech to its last; to the end of the sound while that is to be found.
    length_s = models.FloatField()
    share = models.FloatField(default=0.0)  # of it that is read
    seconds = models.JSONField(default=dict)  # what that took, by stage

    status = models.CharField(max_length=16, choices=PartStatus.choices, default=PartStatus.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    lease_holder = models.CharField(max_length=200, blank=True)
    lease_expires_at = models.DateTimeField(null=True, blank=True)
    queued_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["analysis", "number"]
        constraints = [models.UniqueConstraint(fields=["analysis", "number"], name="one_part_per_number")]
        indexes = [models.Index(fields=["status", "lease_expires_at"], name="part_by_status")]

    def __str__(self) -> str:
        return f"part {self.number} of {self.analysis_id}"


class PartSegment(models.Model):
    """A segment as it was read in its part, whose place in the whole is known once all parts before it are read."""

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="segments")
    place = models.PositiveIntegerField()
    body = models.JSONField()  # Segment
    reading = models.BinaryField(null=True)  # what the model made of it by itself; the speaker is known only at the end

    class Meta:
        ordering = ["part", "place"]
        constraints = [models.UniqueConstraint(fields=["part", "place"], name="one_segment_per_place")]

    def __str__(self) -> str:
        return f"{self.part}: {self.place}"
