"""Training: recipes in TOML, one loop that reads top to bottom."""
