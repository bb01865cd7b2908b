"""Accounts, organisations, roles, consent, the audit log, and the one function `may`."""
