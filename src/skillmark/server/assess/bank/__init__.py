"""The bank of questions: versions and their states, families, exposure, and tests built of them."""
