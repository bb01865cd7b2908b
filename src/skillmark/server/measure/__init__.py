"""Measure, at the edge: the organisation's outcome ledger and what can be said of it."""
