"""The peer: pandas reads an export and stores it as it is."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pandas as pd

from rig.ledger.export import DAYS, MONEY, PRODUCTIVE


def store(path: Path, database: Path) -> None:
    """Read semicolons, days and amounts, and write the table into SQLite with an index."""
    frame = pd.read_csv(path, sep=";", decimal=",", dtype={"Personalnummer": str})
    for name in (*DAYS.values(), PRODUCTIVE):
        frame[name] = pd.to_datetime(frame[name], format="%d.%m.%Y")
    for name in MONEY.values():
        bare = frame[name].str.replace(" €", "").str.replace(".", "").str.replace(",", ".")
        frame[name] = bare.astype(float)
    with sqlite3.connect(database) as link:
        frame.to_sql("people", link, index=False, chunksize=50_000)
        link.execute("CREATE UNIQUE INDEX person ON people (Personalnummer)")
