"""Texts read with a framework: their words light up, people correct, what is kept counts."""
