"""Background work and mail: one small table each, filled in the business transaction."""
