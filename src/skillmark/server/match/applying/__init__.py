"""Candidates from outside: their files sorted to them, what they claim, what is whose."""
