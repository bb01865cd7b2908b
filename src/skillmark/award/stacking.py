"""What the credential of a whole says of its pieces."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from skillmark.badges import credibility as believing
from skillmark.nouns.credibility import Credibility
from skillmark.nouns.errors import InputError

GENRE = "ext:skillmark.piece"
"""Genre of the evidence that names a piece (Open Badges 3.0, Evidence: any words)."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A credential that a whole rests on."""

    id: str
    """Its id, where it can be read and checked."""
    name: str
    awarded: datetime
    credibility: Credibility | None
    """The bundle of the assessment behind it; `None` where it carries none."""

    @classmethod
    def of(cls, credential: Mapping[str, Any], *, awarded: datetime) -> Piece:
        """Read a piece's own credential; a bundle that makes no sense counts as none."""
        try:
            bundle = believing.read(credential)
        except InputError:
            bundle = None
        return cls(str(credential["id"]), str(credential.get("name", "")), awarded, bundle)


def evidence(pathway: str, pieces: Iterable[Piece]) -> list[dict[str, Any]]:
    """Return the whole's evidence: each piece by its id, and how far they can be believed.

    The whole has no assessment of its own, so it carries no figures of its own: the figures stand
    in the pieces. Where no people stand behind a piece's figures, the whole says so too, in the
    words that a reader of the pieces would meet.
    """
    rows = list(pieces)
    said: list[dict[str, Any]] = [
        {
            "id": one.id,
            "type": ["Evidence"],
            "name": one.name,
            "genre": GENRE,
            "narrative": f"A piece of {pathway}, awarded on {one.awarded.date().isoformat()}.",
        }
        for one in rows
    ]
    assessed = [one for one in rows if one.credibility is not None]
    if not assessed:
        return said
    bare = [one.name for one in assessed if one.credibility and not one.credibility.has_field_data]
    if bare:
        words = (
            f"{believing.NO_FIELD_DATA}no person's responses stand behind the figures of "
            f"{len(bare)} of {len(rows)} pieces: {', '.join(bare)}."
        )
    else:
        words = f"The figures rest on people's responses in {len(assessed)} of {len(rows)} pieces."
    said.append(
        {
            "type": ["Evidence"],
            "name": "How far the assessment can be believed",
            "genre": believing.GENRE,
            "narrative": f"{words} Each piece carries its own figures.",
        }
    )
    return said
