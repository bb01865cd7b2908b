"""Whether an award holds: changes, their history, status lists and the places in them."""
