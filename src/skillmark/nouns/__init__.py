"""Floor 1: what everything is about. Frozen, free of I/O, frameworks and databases."""
