"""Foresight: what is asked for over time, what may come, and what a change of roles would take."""
