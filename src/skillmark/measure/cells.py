"""The smallest group that a figure may rest on: one rule for every figure of `measure`."""

from __future__ import annotations

LEAST_CELL = 5
"""Fewer people than this and a figure could be traced to one of them: it is not shown."""
