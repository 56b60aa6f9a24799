"""Where speech is, what goes to the speech engine at once, and the segments of a transcript."""

from recognition.engine.segmentation.chunks import chunks
from recognition.engine.segmentation.search import find_parts
from recognition.engine.segmentation.segments import split
from recognition.engine.segmentation.speech import find_speech

__all__ = ["chunks", "find_parts", "find_speech", "split"]
