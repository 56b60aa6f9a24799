"""Data sets: loaders of published layouts and of anyone's own CSV."""
