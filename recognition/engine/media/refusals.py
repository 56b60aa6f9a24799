"""Why a media file is refused, in sentences for the person who gave it."""

from pathlib import Path

from recognition.engine.errors import MediaError

MIN_DURATION_S = 0.1

# Offsets and first bytes of media files: what begins like this and does not open is damaged, not foreign.
_SIGNATURES = (
    (0, b"RIFF"),
    (0, b"FORM"),
    (0, b"ID3"),
    (0, b"\xff\xfb"),
    (0, b"fLaC"),
    (0, b"OggS"),
    (0, b"#!AMR"),
    (0, b"\x1a\x45\xdf\xa3"),  # Matroska and WebM
    (0, b"\x30\x26\xb2\x75"),  # ASF: wma, wmv
    (4, b"ftyp"),  # mp4, m4a, mov, 3gp
    (4, b"moov"),
    (4, b"mdat"),
)


def unreadable(path: Path) -> MediaError:
    """The refusal for a file that does not open: damaged if it begins like a media file, else not media at all."""
    with path.open("rb") as file:
        head = file.read(16)
    if any(head[offset:].startswith(signature) for offset, signature in _SIGNATURES):
        return corrupt()
    return MediaError("This file is not a sound or video format that can be read.", code="unsupported_media")


def corrupt() -> MediaError:
    return MediaError("The file is damaged: no sound could be read from it.", code="corrupt_media")


def empty() -> MediaError:
    return MediaError(f"The file holds no sound: less than {MIN_DURATION_S:g} seconds.", code="empty_audio")


def no_audio_stream() -> MediaError:
    return MediaError("The file has no sound track.", code="no_audio_stream")


def no_video() -> MediaError:
    return MediaError("The file has no video that can be looked at.", code="no_video")


def no_decoder(codec: str) -> MediaError:
    return MediaError(f"The sound is in a format that cannot be read ({codec}).", code="unsupported_media")


def no_speech_rate(rate_hz: int) -> MediaError:
    return MediaError(
        f"The sound has {rate_hz:,} samples a second: no recording of speech has.", code="unsupported_media"
    )


def too_costly() -> MediaError:
    return MediaError(
        "The file takes more time or memory to read than a recording does: it may be damaged.", code="corrupt_media"
    )


def too_long(max_duration_s: float) -> MediaError:
    return MediaError(f"The recording is longer than {_spoken(max_duration_s)}, the limit here.", code="too_long")


def _spoken(seconds: float) -> str:
    for unit, size in (("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds:g} seconds"
