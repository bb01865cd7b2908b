"""Many at once: lists of people, their order, signing, and what became of every line."""
