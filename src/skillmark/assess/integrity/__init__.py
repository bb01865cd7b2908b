"""Flags for people to look at, never verdicts: likeness, times, drift, leakage."""
