"""People as an HR system exports them: read, looked at, taken over, compared with the last time."""
