"""The recognition engine: from a media file to what was said and how it felt. It knows nothing of Django or Celery."""

__version__ = "0.1.0"
