"""What a probed file is called on the web, and whether every browser plays it as it is."""

from recognition.engine.media import MediaInfo

_PLAYABLE = {
    ("mp3", "mp3"),
    ("wav", "pcm_s16le"),
    ("wav", "pcm_u8"),
    ("flac", "flac"),
    ("mp4", "aac"),
    ("mp4", "mp3"),
}
_AUDIO = {
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "flac": "audio/flac",
    "ogg": "audio/ogg",
    "webm": "audio/webm",
    "mp4": "audio/mp4",
    "aac": "audio/aac",
    "aiff": "audio/aiff",
    "amr": "audio/amr",
    "asf": "audio/x-ms-wma",
}
_VIDEO = {
    "webm": "video/webm",
    "mp4": "video/mp4",
    "ogg": "video/ogg",
    "asf": "video/x-ms-wmv",
    "avi": "video/x-msvideo",
    "flv": "video/x-flv",
    "mpeg": "video/mpeg",
    "mpegts": "video/mp2t",
}


def media_type(info: MediaInfo) -> str:
    names = _VIDEO if info.has_video else _AUDIO
    return names.get(_family(info), "application/octet-stream")


def is_playable_everywhere(info: MediaInfo) -> bool:
    """Ogg and WebM are not: Safari learned Opus late, and a browser's own WebM cannot be sought in."""
    return (_family(info), info.codec) in _PLAYABLE


def _family(info: MediaInfo) -> str:
    """FFmpeg names a demuxer by everything it reads: “mov,mp4,m4a,3gp,3g2,mj2”, “matroska,webm”."""
    names = info.container.split(",")
    return next((name for name in ("mp4", "webm", "amr") if name in names), names[0])
