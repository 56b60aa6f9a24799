"""Undertone's Django application and the recognition engine inside it."""
