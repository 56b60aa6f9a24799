"""Feature extractors: what a model hears and reads."""
