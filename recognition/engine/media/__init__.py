"""Media files in, sound out: probe, decode to 16 kHz mono, waveform peaks, a rendition that every browser plays."""

from recognition.engine.media.decode import decode
from recognition.engine.media.outline import Outline, outline
from recognition.engine.media.pcm import SAMPLE_RATE_HZ, Pcm
from recognition.engine.media.probe import MediaInfo, probe
from recognition.engine.media.rendition import write_rendition
from recognition.engine.media.waveform import peaks

__all__ = ["SAMPLE_RATE_HZ", "MediaInfo", "Outline", "Pcm", "decode", "outline", "peaks", "probe", "write_rendition"]
