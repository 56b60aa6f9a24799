"""Faces of a film: found, followed through a stretch of speech, and made upright pictures of."""

from recognition.engine.faces.looking import Looker, Seen, look

__all__ = ["Looker", "Seen", "look"]
