"""Canonical forms worked out once for all documents that differ in their strings alone.

Every step stands on the full algorithms of `trust.rdf`, `trust.canon` and `trust.jcs`, which are
run once with a sentinel in the place of each string that may differ. Whatever the compiled form
does not cover is `None`: then the full algorithm decides.
"""
