"""The sections of a quality report: one question each, from a sample to figures."""
