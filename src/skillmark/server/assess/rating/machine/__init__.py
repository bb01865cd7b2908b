"""Second opinions of a machine on answers that people score. None of them enters a score."""
