"""Models for scores in levels: graded response and partial credit."""
