"""Floor 4: the only HTTP client."""
