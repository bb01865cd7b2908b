"""The organisation's own impact report."""
