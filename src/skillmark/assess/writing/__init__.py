"""Writing questions: what research on item writing says of one, and what is half right."""
