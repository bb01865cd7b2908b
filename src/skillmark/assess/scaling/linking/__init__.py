"""Two forms on one scale: the link, items that moved, equivalent scores."""
