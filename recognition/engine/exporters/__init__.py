"""Writing a result down: one file per format, listed in `base`."""
