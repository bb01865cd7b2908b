"""A job advertisement read: the words that speak of skills, and the skills they speak of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from skillmark.nouns.errors import InputError
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.skills import services as frameworks
from skillmark.server.skills.models import FrameworkRecord
from skillmark.skills.linking import Linker, Match

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
        return percent(self.match) if self.match else 0


@dataclass(frozen=True, slots=True)
class Reading:
    """An advertisement in pieces, and the skills that were found in it, best first."""

    pieces: tuple[Piece, ...] = ()
    matches: tuple[Match, ...] = ()

    def number(self, uri: str) -> int:
        """Return which number a skill has in the text, 0 for none."""
        return next((n for n, one in enumerate(self.matches, start=1) if one.uri == uri), 0)


def percent(match: Match) -> int:
    """Return how sure a match is, in percent: never quite 100."""
    return min(99, round(100 * match.score))


def read(
    text: str, organisation: OrganisationRecord | None, *, language: str, framework: str = ""
) -> Reading:
    """Read an advertisement with a framework.

    `framework` is the number of a stored framework, the smallest one unless given. Raises
    `InputError` for no text or one that is too long.
    """
    if not text.strip():
        raise InputError(_("There is no text."), remedy=_("Paste the job advertisement."))
    if len(text) > LONGEST:
        raise InputError(
            _("The text has more than %(most)s characters.") % {"most": LONGEST},
            remedy=_("Shorten it."),
        )
    row = _framework(organisation, framework)
    linker = _linker(row.pk, row.imported.isoformat())
    matches = linker.link(text, top=MOST, language=language).links
    return Reading(pieces(text, matches), matches)


def choices(organisation: OrganisationRecord | None) -> list[FrameworkRecord]:
    """Return the frameworks to read with, the smallest first."""
    return list(frameworks.visible(organisation).filter(skills__gt=0).order_by("skills"))


def _framework(organisation: OrganisationRecord | None, wanted: str) -> FrameworkRecord:
    rows = choices(organisation)
    if not rows:
        raise InputError(_("There is no framework to read with."), remedy=_("Import one first."))
    return next((row for row in rows if str(row.pk) == wanted), rows[0])


@lru_cache(maxsize=2)
def _linker(pk: int, imported: str) -> Linker:
    # Building takes seconds for a large framework; a new import has another key.
    return Linker(frameworks.framework(FrameworkRecord.objects.get(pk=pk)))


def pieces(text: str, matches: Sequence[Match]) -> tuple[Piece, ...]:
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
    return tuple(found)
