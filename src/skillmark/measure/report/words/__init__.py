"""The report's sentences in both languages, one module a part of the report."""
