"""Moodle's XML format of questions, in and out."""
