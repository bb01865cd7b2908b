"""What visitors drop and paste: links in tables, archives, text; all of it, within the limits."""

from __future__ import annotations

import os

from skillmark.nouns.errors import SkillmarkError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "skillmark.server.settings")

from skillmark.server.verify import given
from skillmark.verify import listing
from skillmark.verify.source import is_url

from ..bench import refused
from ..site import ready

ready()
NAMES = ("links.csv", "list.txt", "badge.json", "badges.zip", "table.tsv")
ENCODINGS = ("cp1252", "utf-16", "utf-8-sig")
"""What spreadsheets save in."""


def check(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    letters = set(text).union(*(data.decode(encoding, "replace") for encoding in ENCODINGS))
    for files, pasted in [*(([(name, data)], "") for name in NAMES), ([], text)]:
        try:
            found = given.collect(files, pasted)
        except SkillmarkError as error:
            refused(error)
            continue
        assert 0 < len(found) <= given.MOST
        for source in found:
            if is_url(source.name) and not source.data and source.error is None:
                assert set(source.name) <= letters
            assert len(source.data) <= max(len(data), given.UNPACKED)
    pieces = list(listing.pieces_of(text))
    kept = "".join("".join(pieces).split())
    assert len(kept) <= len("".join(text.split()))
    assert all(piece.strip("\ufeff") or piece for piece in pieces if piece)
