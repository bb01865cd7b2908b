"""Backups of a whole site in one file: made while it runs, checked before it is put back."""
