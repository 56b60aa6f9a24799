"""One module for each command of `emotion`: its options, and what it prints."""
