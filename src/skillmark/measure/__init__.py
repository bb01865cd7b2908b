"""Measure: what became of it. A belief is never an effect, and "not established" is an answer."""
