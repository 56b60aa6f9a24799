"""A rendition that every browser plays, for recordings that not every browser does."""

from uuid import UUID

import structlog
from django.core.files import File

from recognition import files
from recognition.engine.errors import MediaError
from recognition.engine.media import write_rendition
from recognition.models import Recording

logger = structlog.get_logger(__name__)


def rendition_write(*, recording_id: UUID) -> None:
    """Make it if it is wanted and not there; a recording deleted meanwhile keeps no file."""
    recording = Recording.objects.filter(id=recording_id, rendition_wanted=True, rendition="").first()
    if recording is None:
        return
    with files.work_folder() as folder, files.local_path(recording.file) as source:
        target = folder / "rendition.mp3"
        try:
            write_rendition(source, target)
        except (MediaError, FileNotFoundError) as error:
            # The analysis tells the user what is wrong with the file; here it is enough not to try again.
            logger.warning("rendition_refused", error=str(error))
            Recording.objects.filter(id=recording_id).update(rendition_wanted=False)
            return
        with target.open("rb") as content:
            name = files.store(files.rendition_name(recording_id), File(content))
        size_bytes = target.stat().st_size
    if not Recording.objects.filter(id=recording_id, rendition="").update(rendition=name, rendition_bytes=size_bytes):
        files.remove([name])
