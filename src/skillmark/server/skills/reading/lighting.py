"""A text read: the words that speak of skills, and the skills they speak of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from skillmark.nouns.errors import InputError
from skillmark.nouns.skill import Skill
from skillmark.server.define.models import AchievementSkillRecord
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.skills import linkers
from skillmark.server.skills import services as frameworks
from skillmark.server.skills.models import FrameworkRecord, SkillRecord
from skillmark.skills.language.segments import segments
from skillmark.skills.linking.cues import LevelCue, level_cue
from skillmark.skills.linking.linker import Match, Span

MOST = 24
"""Skills of one text that are offered; more is no reading any more, and no role."""
LONGEST = 20_000
_CLAUSE = re.compile(r"[,;:()]")


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
    """A text in pieces, and the skills that were found in it, best first."""

    pieces: tuple[Piece, ...] = ()
    matches: tuple[Match, ...] = ()
    by_meaning: bool = True
    """Whether meanings were compared, not only words."""

    def number(self, uri: str) -> int:
        """Return which number a skill has in the text, 0 for none."""
        return next((n for n, one in enumerate(self.matches, start=1) if one.uri == uri), 0)


def percent(match: Match) -> int:
    """Return how sure a match is, in percent: never quite 100."""
    return min(99, round(100 * match.score))


def read(
    text: str,
    organisation: OrganisationRecord | None,
    *,
    language: str,
    framework: str = "",
    remedy: str = "",
) -> Reading:
    """Read a text with a framework.

    `framework` is the number of a stored framework, the first choice unless given. Raises
    `InputError` for no text (`remedy` says what to do then) or one that is too long.
    """
    check(text, remedy=remedy)
    row = chosen(organisation, framework)
    linker = linkers.linker(row)
    known = frameworks.framework(row).by_uri
    linked = linker.link(text, top=MOST, language=language)
    matches = tuple(everywhere(text, match, known[match.uri]) for match in linked.links)
    return Reading(pieces(text, matches), matches, linked.by_meaning)


def check(text: str, *, remedy: str = "") -> None:
    """Raise `InputError` for a text that there is nothing to read in, or too much."""
    if not text.strip():
        raise InputError(_("There is no text."), remedy=remedy or _("Paste it, or give a file."))
    if len(text) > LONGEST:
        raise InputError(
            _("The text has more than %(most)s characters.") % {"most": LONGEST},
            remedy=_("Shorten it."),
        )


def choices(organisation: OrganisationRecord | None) -> list[FrameworkRecord]:
    """Return the frameworks to read with: first the one whose skills the organisation confirms.

    Of those that it uses equally, the newer version, then the smaller framework comes first.
    """
    rows = frameworks.visible(organisation).filter(skills__gt=0)
    confirmed = AchievementSkillRecord.objects.filter(organisation=organisation)
    known = SkillRecord.objects.filter(framework__in=rows, uri__in=confirmed.values("uri"))
    used = Counter(known.values_list("framework", flat=True))
    newest = sorted(rows, key=lambda row: row.order, reverse=True)
    return sorted(newest, key=lambda row: (-used[row.pk], row.skills))


def chosen(organisation: OrganisationRecord | None, wanted: str) -> FrameworkRecord:
    """Return the framework of this number, the first choice where none is named."""
    rows = choices(organisation)
    if not rows:
        raise InputError(_("There is no framework to read with."), remedy=_("Import one first."))
    return next((row for row in rows if str(row.pk) == wanted), rows[0])


def everywhere(text: str, match: Match, skill: Skill) -> Match:
    """Return a match with all places where the text calls the skill by one of its names.

    The linker gives the words of the sentence that decided; the level may be said in another.
    """
    names = {*skill.label, *(name for _tag, name in skill.alt_labels)}
    pattern = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True) if name)
    spans = list(match.spans)
    for found in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", text, re.IGNORECASE):
        if all(found.end() <= one.start or found.start() >= one.end for one in spans):
            spans.append(Span(found.start(), found.end(), found.group()))
    cues = (_cue(text, span) for span in spans)
    cue = match.level_cue or next((one for one in cues if one), None)
    return replace(match, spans=tuple(spans), level_cue=cue)


def _cue(text: str, span: Span) -> LevelCue | None:
    """Return what is said of the level in the clause around some words.

    "Years of data analysis, expert in SQL": beyond the comma another skill is spoken of.
    """
    part = next((one for one in segments(text) if one.start <= span.start < one.end), None)
    if part is None:
        return None
    before = _CLAUSE.split(text[part.start : span.start])[-1]
    after = _CLAUSE.split(text[span.end : part.end])[0]
    start = span.start - len(before)
    return level_cue(text[start : span.end + len(after)], [(span.start, span.end)], offset=start)


def pieces(text: str, matches: Sequence[Match]) -> tuple[Piece, ...]:
    """Cut `text` where words light up; of two skills that want the same words the surer wins."""
    wanted = (
        (number, span.start, span.end)
        for number, match in enumerate(matches, start=1)
        for span in match.spans
    )
    return tuple(
        Piece(words, number, matches[number - 1] if number else None)
        for _place, words, number in cut(text, wanted)
    )


def cut(text: str, wanted: Iterable[tuple[int, int, int]]) -> list[tuple[int, str, int]]:
    """Cut `text` at `(number, start, end)`: returns place, words and number (0 for none) of each.

    Nothing of the text is lost. Of two that want the same letters the first gets them.
    """
    taken: list[tuple[int, int, int]] = []
    for number, start, end in wanted:
        if all(end <= first or start >= last for first, last, _number in taken):
            taken.append((start, end, number))
    found: list[tuple[int, str, int]] = []
    position = 0
    for start, end, number in sorted(taken):
        if start > position:
            found.append((position, text[position:start], 0))
        found.append((start, text[start:end], number))
        position = end
    if position < len(text):
        found.append((position, text[position:], 0))
    return found
