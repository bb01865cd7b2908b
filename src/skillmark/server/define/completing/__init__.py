"""Completions from learning platforms: read, looked at, stored, and what they start."""
