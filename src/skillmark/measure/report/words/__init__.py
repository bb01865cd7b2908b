"""What sections say, in both languages, by the room that owns the numbers."""
