"""The Celery process: it runs what the site asks for."""
