"""What is in a ledger.

Rows that every award has are only ever appended, in the order of `n`, and what is looked up by
something random (whom, which id, which place) stands in tables of its own that a roster is merged
into in their own order: a million awards then cost as much each as a hundred thousand.
"""

from __future__ import annotations

KIND = 0x536B4C67
"""`application_id` of the file: SkLg."""
VERSION = 1

STATEMENTS = (
    # What the intents of one run have in common; form is one of credential.FORMATS.
    """CREATE TABLE batches (
        batch INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        achievement TEXT NOT NULL,
        issuer TEXT NOT NULL,
        form TEXT NOT NULL,
        source TEXT NOT NULL
    ) STRICT""",
    # One award as it was meant, fixed before anything is signed. They are signed in the order of n.
    """CREATE TABLE intents (
        n INTEGER PRIMARY KEY,
        batch INTEGER NOT NULL,
        line INTEGER NOT NULL,
        id TEXT NOT NULL,
        salt TEXT NOT NULL,
        name TEXT NOT NULL,
        email TEXT NOT NULL,
        person TEXT NOT NULL,
        level INTEGER,
        result TEXT NOT NULL,
        evidence_url TEXT NOT NULL,
        valid_from TEXT,
        valid_until TEXT,
        list INTEGER,
        place INTEGER
    ) STRICT""",
    "CREATE TABLE ids (id TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    # Who has which achievement: 16 bytes of SHA-256 of both. Gone once it is revoked or given up.
    "CREATE TABLE held (key BLOB PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    """CREATE TABLE places (
        list INTEGER, place INTEGER, n INTEGER NOT NULL, PRIMARY KEY (list, place)
    ) STRICT, WITHOUT ROWID""",
    # Written to the output, forced to the disk. Digest: SHA-256 of the bytes that were handed out.
    """CREATE TABLE signed (
        n INTEGER PRIMARY KEY, digest BLOB, output INTEGER
    ) STRICT""",
    "CREATE TABLE dropped (n INTEGER PRIMARY KEY, reason TEXT NOT NULL) STRICT",
    # Where credentials were written; bytes: how long a file of lines was after the last commit.
    """CREATE TABLE outputs (
        output INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, bytes INTEGER NOT NULL
    ) STRICT""",
    # Every change of a status, for ever.
    """CREATE TABLE changes (
        change INTEGER PRIMARY KEY,
        n INTEGER NOT NULL,
        status TEXT NOT NULL,
        reason TEXT NOT NULL,
        at TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX changes_of ON changes (n, change)",
    # The bits of each pair of status lists; published is empty while the files are behind.
    """CREATE TABLE lists (
        number INTEGER PRIMARY KEY,
        revocation BLOB NOT NULL,
        suspension BLOB NOT NULL,
        published TEXT
    ) STRICT""",
    # The log: salt and statement are erased with the person, the entry stays.
    """CREATE TABLE log (
        entry_index INTEGER PRIMARY KEY,
        entry BLOB NOT NULL,
        salt BLOB,
        n INTEGER,
        statement TEXT
    ) STRICT""",
    "CREATE INDEX log_of ON log (n)",
    # Roots of the log that were published or were about to be.
    "CREATE TABLE heads (size INTEGER PRIMARY KEY, root BLOB NOT NULL) STRICT",
)
