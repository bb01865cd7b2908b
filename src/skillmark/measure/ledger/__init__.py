"""The outcome ledger: one row a person, kept in columns, read strictly, summed up with care."""
