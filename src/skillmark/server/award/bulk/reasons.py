"""Why a line of a list of people was left out, in the reader's language, and how to mend it.

The rooms below speak English, to programs and people. What they say of lines is a short list; what
is not on it is shown as it was said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

_PLACE = r"(?:(?P<where>\w+): )?"
_KNOWN = [
    (
        r"given up before it was signed",
        _("Given up before it was signed."),
        _("Award to this person again if that is wanted."),
    ),
    (
        r"no name",
        _("The name is missing."),
        _("Write the person’s name into the column name."),
    ),
    (
        r"'(?P<value>.*)' is not an e-mail address",
        _("“%(value)s” is not an e-mail address."),
        _("Write one like ada@example.org, or leave it empty to award by name alone."),
    ),
    (
        r"(?P<found>\d+) cells, not (?P<wanted>\d+)",
        _("The line has %(found)s cells, the first line has %(wanted)s."),
        _("Put text that holds a comma or semicolon in double quotes."),
    ),
    (
        r"line (?P<number>\d+) names the same person",
        _("Line %(number)s names the same person."),
        _("Keep one of the two lines; without addresses, tell people apart by their names."),
    ),
    (
        r"was awarded on (?P<date>\S+) with other particulars",
        _("This person has it since %(date)s, with other particulars."),
        _("Revoke that award first if it must be replaced."),
    ),
    (
        r"'(?P<value>.*)' is not a level of proficiency.*",
        _("“%(value)s” is not a level."),
        _("Write a whole number from 1 to 8, or leave it empty."),
    ),
    (
        r"the achievement names no skill that could have a level.*",
        _("This achievement has no skill that could have a level."),
        _("Leave the level empty."),
    ),
    (
        r".*\blevel\b.*",
        _("The achievement has no such level."),
        _("Write one of the levels of its rubric, or leave it empty."),
    ),
    (
        r"it would expire before it begins",
        _("It would end before it begins."),
        _("Mend valid_from or valid_until."),
    ),
    (
        r"'(?P<value>.*)' is not a date.*",
        _("“%(value)s” is not a date."),
        _("Write it like 2026-05-31."),
    ),
    (
        r"'(?P<value>.*)' is not a web address",
        _("“%(value)s” is not a web address."),
        _("Begin it with https://, or leave it empty."),
    ),
    (
        r"more than (?P<number>\d+) characters",
        _("The text is longer than %(number)s characters."),
        _("Shorten it."),
    ),
    (
        r"(?P<value>U\+\w+) is a character that cannot be signed everywhere.*",
        _("It holds an invisible character (%(value)s)."),
        _("Type the text anew, without copying it."),
    ),
]
_PATTERNS = [(re.compile(_PLACE + said, re.DOTALL), cause, mend) for said, cause, mend in _KNOWN]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, and what to do."""

    cause: str
    remedy: str = ""


def shown(reason: str) -> Reason:
    """Return a stored reason as people read it."""
    for pattern, cause, remedy in _PATTERNS:
        if found := pattern.fullmatch(reason):
            return Reason(str(cause) % _short(found.groupdict()), str(remedy))
    return Reason(reason)


def _short(values: dict[str, str | None]) -> dict[str, str]:
    return {name: (value or "")[:80] for name, value in values.items()}
