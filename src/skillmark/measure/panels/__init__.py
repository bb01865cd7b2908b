"""Effects from periods before and after, where the treatment starts at different times."""
