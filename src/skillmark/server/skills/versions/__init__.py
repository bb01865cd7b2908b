"""Versions of a framework: their order, what changed between two, and moving to what came after."""
