"""What people decide about candidates: the log of it, and what the law asks around it."""
