"""Uploads go to a file in the data folder, hashed as they stream; the name they came with touches no path."""

import contextlib
import hashlib
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class HashedUploadedFile(TemporaryUploadedFile):
    """A temporary file that knows its SHA-256."""

    sha256: str


class HashingUploadHandler(FileUploadHandler):
    """Always writes to disk, so that the file can be probed by its path; stops at the size limit."""

    file: HashedUploadedFile

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        # Django would take the temporary file's suffix, of any length, from the user's name.
        self.file = HashedUploadedFile("upload", self.content_type, 0, self.charset, self.content_type_extra)
        self.file.name = self.file_name
        self._digest = hashlib.sha256()
        self._size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._size += len(raw_data)
        if self._size <= settings.UNDERTONE_MAX_UPLOAD_BYTES:
            # Past the limit the rest is read and dropped; the service refuses the file by its size.
            self._digest.update(raw_data)
            try:
                self.file.write(raw_data)
            except OSError:
                self._discard()  # at once: what was half received may be what fills the disk
                raise

    def file_complete(self, file_size: int) -> HashedUploadedFile:
        try:
            self.file.seek(0)  # writes what is still in memory
        except OSError:
            self._discard()
            raise
        self.file.size = file_size
        self.file.sha256 = self._digest.hexdigest()
        return self.file

    def upload_interrupted(self) -> None:
        if hasattr(self, "file"):
            self._discard()

    def _discard(self) -> None:
        with contextlib.suppress(OSError):  # closing tries once more to write
            self.file.close()
