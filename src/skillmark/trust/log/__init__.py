"""The append-only Merkle log: what was awarded and changed, in an order that nobody can rewrite.

Hashing and proofs are those of RFC 9162, section 2.1; tiles, checkpoints and cosignatures those of
C2SP (tlog-tiles, tlog-checkpoint, signed-note, tlog-cosignature), so that other programs can read,
check and witness the log.
"""
