"""Frameworks of skills on the site: import, search as you type, a page for every skill."""
