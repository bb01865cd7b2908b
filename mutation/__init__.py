"""Does a test notice when the code is wrong? `python -m mutation --help` (docs/adr/0021)."""
