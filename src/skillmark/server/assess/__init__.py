"""Tests that are sat in the browser, scored on the server, and how far they can be believed."""
