"""Floor 2: why a record can be believed: keys, identifiers, proofs, status lists, contexts."""
