"""The ledger of an issuer who works without a server: one SQLite file, the truth of what was meant,
signed, changed and logged.

`database` opens it, `tables` says what is in it, `enlist` stores whom a roster newly names,
`ledger` hands out what is to be signed and takes what was, `changes` revokes and remembers,
`lists` and `logbook` publish status lists and the log, `takeover` reads the journal of version 0.1.
"""
