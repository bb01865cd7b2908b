"""A job advertisement read: the words that speak of skills, and the skills they speak of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from skillmark.nouns.errors import InputError
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.skills import services as frameworks
from skillmark.server.skills.models import FrameworkRecord
from skillmark.skills.linking import Linked, Linker, Match

MOST = 24
"""Skills of one advertisement that are offered; a role with more ranks nobody well."""
LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text; `number` says which skill it lights up for, 0 for none."""

    text: str
    number: int = 0
    match: Match | None = None

    @property
    def percent(self) -> int:
        """How sure the reading is, in percent."""
        return round(100 * self.match.score) if self.match else 0


def read(
    text: str, organisation: OrganisationRecord | None, *, language: str, framework: str = ""
) -> tuple[list[Piece], tuple[Match, ...]]:
    """Return the text in pieces, and the skills that are found in it, best first.

    `framework` is the id of a stored framework, the smallest one unless given. Raises
    `InputError` for no text or one that is too long.
    """
    if not text.strip():
        raise InputError("there is no text", remedy="paste the job advertisement")
    if len(text) > LONGEST:
        raise InputError(f"the text has more than {LONGEST} characters", remedy="shorten it")
    row = _framework(organisation, framework)
    linked: Linked = _linker(row.pk, row.imported.isoformat()).link(
        text, top=MOST, language=language
    )
    return pieces(text, linked.links), linked.links


def _framework(organisation: OrganisationRecord | None, wanted: str) -> FrameworkRecord:
    rows = frameworks.visible(organisation).filter(skills__gt=0)
    row = (rows.filter(framework=wanted) if wanted else rows.order_by("skills")).first()
    if row is None:
        raise InputError("there is no framework to read with", remedy="import one first")
    return row


@lru_cache(maxsize=2)
def _linker(pk: int, imported: str) -> Linker:
    return Linker(frameworks.framework(FrameworkRecord.objects.get(pk=pk)))


def pieces(text: str, matches: tuple[Match, ...]) -> list[Piece]:
    """Cut `text` where words light up; of two skills that want the same words the surer wins."""
    taken: list[tuple[int, int, int]] = []
    for number, match in enumerate(matches, start=1):
        for span in match.spans:
            if all(span.end <= start or span.start >= end for start, end, _ in taken):
                taken.append((span.start, span.end, number))
    found: list[Piece] = []
    position = 0
    for start, end, number in sorted(taken):
        if start > position:
            found.append(Piece(text[position:start]))
        found.append(Piece(text[start:end], number, matches[number - 1]))
        position = end
    if position < len(text):
        found.append(Piece(text[position:]))
    return found
