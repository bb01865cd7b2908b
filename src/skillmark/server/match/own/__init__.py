"""One's own skills: what speaks for them, what fades, and what would change most."""
