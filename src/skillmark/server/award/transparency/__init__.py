"""The log of what was awarded and changed, as rows and as files, and what guards it."""
