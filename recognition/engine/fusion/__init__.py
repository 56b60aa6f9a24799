"""Emotion models: branches, fusion, calibration, and the table that lists them."""
