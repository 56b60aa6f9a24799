"""Writes: what a user asks for (`recordings`, `corrections`) and what a task does (`analyses`, ...)."""
