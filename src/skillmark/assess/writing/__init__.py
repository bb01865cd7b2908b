"""Writing questions: what research on item writing says of one, and how an answer may be half right."""
