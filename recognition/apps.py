"""The Django application."""

from importlib import import_module

from django.apps import AppConfig


class RecognitionConfig(AppConfig):
    name = "recognition"
    verbose_name = "Recordings and analyses"

    def ready(self) -> None:
        import_module("emotion_site.celery")  # shared tasks bind to our application, in the web process too
        import_module("recognition.checks")
        import_module("recognition.metrics").register()
