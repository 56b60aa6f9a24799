"""What is drawn of a recording: the coarse outline in its row, the fine one in a file beside it."""

from uuid import UUID

import structlog
from django.core.files.base import ContentFile

from recognition import files
from recognition.engine.media import Outline
from recognition.models import Recording

logger = structlog.get_logger(__name__)


def outline_keep(recording_id: UUID, duration_s: float, outline: Outline) -> None:
    """As just decoded. The fine one is written once: it is the same whenever the same file is decoded."""
    recordings = Recording.objects.filter(id=recording_id)
    recordings.update(duration_s=duration_s, peaks=outline.peaks)
    if outline.fine and recordings.filter(fine_peaks="").exists():
        _fine_keep(recording_id, outline.fine)


def _fine_keep(recording_id: UUID, fine: bytes) -> None:
    try:
        name = files.store(files.fine_peaks_name(recording_id), ContentFile(fine))
    except OSError as error:
        # The coarse outline is there; an analysis is worth more than a closer look at its waveform.
        logger.warning("fine_peaks_not_kept", recording_id=str(recording_id), error=str(error))
        return
    unnamed = Recording.objects.filter(id=recording_id, fine_peaks="")
    if not unnamed.update(fine_peaks=name, fine_peaks_bytes=len(fine)):
        files.remove([name])  # deleted meanwhile, or another analysis of it was first
