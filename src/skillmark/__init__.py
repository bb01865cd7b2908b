"""Skillmark: the hallmark for skills."""

__version__ = "0.1.0"
