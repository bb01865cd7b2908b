"""The outcome ledger at the edge: taken in from HR systems, stored in rows, linked by consent."""
