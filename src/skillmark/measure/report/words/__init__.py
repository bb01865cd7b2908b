"""The sentences of the report's sections, each section's in a module of its own."""
