"""Floor 2: where work runs."""
