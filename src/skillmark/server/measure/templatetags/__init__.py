"""Template filters of measuring."""
