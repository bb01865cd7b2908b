"""Questions to the ledger, each written down before the data are looked at."""
