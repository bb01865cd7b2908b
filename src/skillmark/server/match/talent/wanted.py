"""What a leader asks for: skills at levels, typed, taken from a role, or read in pasted words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from skillmark.nouns.errors import InputError
from skillmark.nouns.person import Importance, Role
from skillmark.nouns.proficiency import HIGHEST, LOWEST
from skillmark.server.match.roles import as_role, open_roles
from skillmark.server.match.talent.reach import Need
from skillmark.server.match.talent.ways import HOURS_A_WEEK
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.skills import services as frameworks
from skillmark.server.skills.reading import lighting

MOST = 24
"""Skills of one question; nobody can do more at once."""
WEEKS = (0, 4, 8, 13, 26)
LONGEST = 104.0


@dataclass(frozen=True, slots=True)
class Question:
    """Skills at levels, the weeks there are, and the hours a week that people learn."""

    needs: tuple[Need, ...] = ()
    weeks: float = 8.0
    hours: float = HOURS_A_WEEK
    words: str = ""
    """What was typed to find a skill."""
    unknown: tuple[str, ...] = field(default=())
    """Skills that were named and are not known here."""

    @property
    def query(self) -> str:
        """The question as the query of an address, so that it can be kept and shared."""
        pairs: list[tuple[str, str]] = []
        for need in self.needs:
            pairs += [("skill", need.skill), ("level", str(need.level or ""))]
        pairs += [("weeks", f"{self.weeks:g}"), ("hours", f"{self.hours:g}")]
        return urlencode(pairs)

    @classmethod
    def of(cls, data: QueryDict, organisation: OrganisationRecord) -> Question:
        """Read the query of an address: what makes no sense in it is left out."""
        gone = data.get("drop", "")
        skills, levels = data.getlist("skill"), data.getlist("level")
        pairs = zip(skills, [*levels, *[""] * MOST], strict=False)
        # The form sends a level beside every skill, and one more for the skill that is searched:
        # as many of both say that it was found, and the search begins anew.
        found = bool(skills) and len(skills) >= len(levels)
        asked = [Need(skill[:500], _level(level)) for skill, level in pairs if skill != gone]
        chosen = data.get("role", "")
        row = next((one for one in open_roles(organisation) if str(one.pk) == chosen), None)
        if row is not None:
            asked += needs_of(as_role(row))
        once = {need.skill: need for need in reversed(asked)}
        kept = [once[skill] for skill in dict.fromkeys(need.skill for need in asked)][:MOST]
        known = frameworks.skills((need.skill for need in kept), organisation)
        return cls(
            tuple(need for need in kept if need.skill in known),
            _number(data.get("weeks", ""), 8.0, least=0.0, most=LONGEST),
            _number(data.get("hours", ""), HOURS_A_WEEK, least=0.5, most=60.0),
            "" if found else data.get("words", "").strip()[:200],
            tuple(need.skill for need in kept if need.skill not in known),
        )


def needs_of(role: Role) -> list[Need]:
    """Return what a role cannot do without: its essential skills, all where none is essential."""
    essential = [one for one in role.requirements if one.importance is Importance.ESSENTIAL]
    return [Need(one.skill, one.level) for one in essential or role.requirements]


def read(text: str, organisation: OrganisationRecord, *, language: str) -> list[Need]:
    """Return the skills that pasted words speak of, with the levels they name.

    Raises `InputError` for no text, too much, or one that speaks of no skill known here.
    """
    found = lighting.read(
        text, organisation, language=language, remedy=_("Paste what has to be done.")
    )
    needs = [Need(one.uri, one.level_cue.level if one.level_cue else None) for one in found.matches]
    if not needs:
        raise InputError(
            _("These words speak of no skill that is known here."),
            remedy=_("Say it in other words, or search for the skills one by one."),
        )
    return needs[:MOST]


def address_of(needs: Iterable[Need], base: Question) -> str:
    """Return the query that asks for `needs` beside what `base` asks for already."""
    return Question((*base.needs, *needs), base.weeks, base.hours).query


def _level(given: str) -> int | None:
    return int(given) if given.isdecimal() and LOWEST <= int(given) <= HIGHEST else None


def _number(given: str, otherwise: float, *, least: float, most: float) -> float:
    try:
        number = float(given.replace(",", "."))
    except ValueError:
        return otherwise
    return number if least <= number <= most else otherwise
