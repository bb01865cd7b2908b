"""Time until something happens, for people of whom some are still waiting."""
