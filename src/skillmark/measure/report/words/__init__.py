"""Words of the report's sections in German and English, a module for each owner of numbers."""
