"""GIFT, the plain text format of Moodle's questions, in and out."""
