"""Which question next, and when to stop: mastery and adaptive testing."""
