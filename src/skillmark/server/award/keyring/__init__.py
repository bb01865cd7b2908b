"""Signing keys: made, kept, rotated, given up."""
