"""Frameworks in and out: every format that others keep skills in."""
