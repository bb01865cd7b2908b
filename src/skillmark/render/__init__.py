"""Render: how it looks on paper and screen. Numbers come from elsewhere; none is made here."""
