"""Anybody drops badges here and sees what holds: nothing of it is kept."""
