"""Designs on the site: questions written down before data, and what they found."""
