"""Surveys of one's own: drafted, sent, answered by a link, counted once they are closed."""
