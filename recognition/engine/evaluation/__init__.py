"""Evaluation: the honest report."""
