"""Estimators over time, tried on data whose truth is known."""
