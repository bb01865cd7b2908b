"""Roles, evidence of people's skills, and the ranking with every reason for it."""
