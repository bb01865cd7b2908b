"""The problems of a pathway in the reader's words: what, where, and buttons that mend them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from skillmark.define.problem import Problem, ProblemKind, Remedy, RemedyKind
from skillmark.nouns.held import CreditUnit
from skillmark.nouns.pathway import Pathway
from skillmark.server.define.models import AchievementRecord
from skillmark.server.define.pathways.picture import Names, amount, said
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.skills import services as frameworks


@dataclass(frozen=True, slots=True)
class Mend:
    """A button (fields of a form) or a link that mends a problem."""

    label: str
    fields: tuple[tuple[str, str], ...] = ()
    href: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """One problem in words."""

    kind: str
    blocks: bool
    what: str
    where: str
    mends: tuple[Mend, ...]


def explained(
    problems: Sequence[Problem],
    pathway: Pathway | None,
    organisation: OrganisationRecord,
    *,
    back: str = "",
) -> list[Said]:
    """Return problems in the reader's language, those that keep from publishing first.

    `back` is the address to which a page that mends something returns.
    """
    slugs = {name for one in problems for name in (*one.concerns, *(one.way or ()), *_named(one))}
    rows = list(AchievementRecord.objects.of(organisation).filter(slug__in=slugs))
    skills = frameworks.labels(
        {name for name in slugs if ":" in name}, get_language() or "en", organisation
    )
    known = Names({row.slug: row.noun for row in rows}, skills)
    speaker = _Speaker(pathway, known, {row.slug: row.pk for row in rows}, back)
    found = [speaker.said(one) for one in problems]
    return sorted(found, key=lambda one: not one.blocks)


def _named(problem: Problem) -> list[str]:
    return [name for remedy in problem.remedies for name in remedy.concerns]


@dataclass(frozen=True, slots=True)
class _Speaker:
    pathway: Pathway | None
    names: Names
    keys: dict[str, int]
    back: str

    def said(self, problem: Problem) -> Said:
        mends = tuple(mend for one in problem.remedies if (mend := self.mend(one, problem)))
        return Said(
            problem.kind.value,
            problem.blocks,
            capfirst(self.what(problem)),
            self.where(problem),
            mends,
        )

    def listed(self, names: Sequence[str]) -> str:
        return ", ".join(_("“%(name)s”") % {"name": self.name(one)} for one in names)

    def name(self, name: str) -> str:
        if name in self.names.achievements:
            return self.names.achievement(name)
        if name in self.names.skills:
            return self.names.skills[name]
        if self.pathway is not None:
            try:
                return self.names.part(self.pathway, name)
            except StopIteration:
                return name
        return name

    def where(self, problem: Problem) -> str:
        if problem.way:
            return _("this way through: %(way)s") % {
                "way": " → ".join(self.name(one) for one in problem.way)
            }
        if problem.step:
            return _("in the step “%(name)s”") % {"name": self.name(problem.step)}
        return ""

    def what(self, problem: Problem) -> str:
        names = self.listed(problem.concerns)
        amounts = [amount(one, problem.unit or CreditUnit.ECTS) for one in problem.amounts]
        match problem.kind:
            case ProblemKind.UNKNOWN:
                return _("there is no achievement %(names)s") % {"names": names}
            case ProblemKind.ARCHIVED:
                return _("%(names)s is archived: it is awarded no more") % {"names": names}
            case ProblemKind.REPEATED:
                return _("%(names)s is an option twice, so one award would count for two") % {
                    "names": names
                }
            case ProblemKind.CYCLE:
                way = " → ".join(self.name(one) for one in problem.concerns)
                return _("it leads back to itself: %(way)s") % {"way": way}
            case ProblemKind.ORDER:
                return _("nobody can keep this order: %(names)s wait for each other for ever") % {
                    "names": names
                }
            case ProblemKind.SUM:
                return _("it asks for %(asked)s, and its options have %(there)s together") % {
                    "asked": amounts[0], "there": amounts[1],
                }  # fmt: skip
            case ProblemKind.UNREACHABLE:
                return _("nobody can complete it: no way leads to %(names)s") % {"names": names}
            case ProblemKind.UNASSESSED:
                return self.unassessed(problem)
            case ProblemKind.CREDITS:
                return _("%(names)s has %(promised)s, and this way through earns %(there)s") % {
                    "names": names, "promised": amounts[0], "there": amounts[1],
                }  # fmt: skip
            case ProblemKind.EXPIRES:
                return _(
                    "%(names)s holds %(months)s months, and what comes after it takes %(takes)s "
                    "(20 hours a month): it runs out on the way"
                ) % {
                    "names": names,
                    "months": f"{problem.amounts[0]:.0f}",
                    "takes": f"{problem.amounts[1]:.0f}",
                }
            case _:
                return self.advice(problem, names)

    def advice(self, problem: Problem, names: str) -> str:
        match problem.kind:
            case ProblemKind.LEVEL:
                return _("%(names)s is of EQF level %(level)s, and nothing on this way is") % {
                    "names": names, "level": problem.level,
                }  # fmt: skip
            case ProblemKind.UNTESTED:
                return _("no test confirms %(names)s: somebody awards it by hand") % {
                    "names": names
                }
            case ProblemKind.ELSEWHERE:
                return _("nothing here confirms %(names)s%(level)s: only badges of others do") % {
                    "names": names, "level": _at(problem.level),
                }  # fmt: skip
            case ProblemKind.LANGUAGE:
                where = ", ".join(
                    _("“%(name)s”") % {"name": self.name(one)} if one else _("name or description")
                    for one in problem.concerns
                )
                languages = {"de": _("German"), "en": _("English")}
                return _("not said in %(language)s: %(where)s") % {
                    "language": languages.get(problem.language, problem.language), "where": where,
                }  # fmt: skip
            case _:
                return _missing_words()[problem.concerns[0]]

    def unassessed(self, problem: Problem) -> str:
        said = {
            "award": self.names.achievement(self.pathway.awards) if self.pathway else "",
            "skill": self.name(problem.concerns[0]),
            "level": _at(problem.level),
            "found": problem.found,
        }
        if problem.found is None:
            return _("“%(award)s” promises “%(skill)s”%(level)s, and nothing assesses it") % said
        if problem.found < (problem.level or 0):
            return (
                _(
                    "“%(award)s” promises “%(skill)s”%(level)s, and it is assessed at level "
                    "%(found)s at most"
                )
                % said
            )
        return _("“%(award)s” promises “%(skill)s”%(level)s, and one can avoid it") % said

    def mend(self, remedy: Remedy, problem: Problem) -> Mend | None:
        first = remedy.concerns[0] if remedy.concerns else ""
        name, fields = self.name(first), dict[str, str]()
        match remedy.kind:
            case RemedyKind.REMOVE | RemedyKind.REMOVE_ONE:
                label = _("Take out “%(name)s”") % {"name": name}
                fields = {"do": remedy.kind.value, "name": first}
            case RemedyKind.RESTORE:
                label = _("Award “%(name)s” again") % {"name": name}
                fields = {"do": "restore", "achievement": first}
            case RemedyKind.UNORDER:
                label = _("Without the order: “%(first)s” before “%(then)s”") % {
                    "first": name, "then": self.name(remedy.concerns[1]),
                }  # fmt: skip
                fields = {"do": "unorder", "first": first, "then": remedy.concerns[1]}
            case RemedyKind.SUM:
                there = amount(remedy.amount or 0, problem.unit or CreditUnit.ECTS)
                label = _("Ask for %(amount)s") % {"amount": there}
                fields = {"do": "sum", "step": first, "amount": f"{remedy.amount:g}"}
            case RemedyKind.ADD:
                label = _("Add “%(name)s”") % {"name": name}
                fields = {"do": "add", "add": f"achievement {first}", "into": ""}
            case RemedyKind.LOWER:
                label = _("Lower the promise to level %(level)s") % {"level": remedy.level}
                fields = {
                    "do": "promise",
                    "achievement": first,
                    "skill": remedy.concerns[1],
                    "level": str(remedy.level),
                }
            case RemedyKind.UNPROMISE:
                label = _("Promise it no more")
                fields = {
                    "do": "promise",
                    "achievement": first,
                    "skill": remedy.concerns[1],
                    "level": "0",
                }
            case RemedyKind.CREDITS:
                unit = problem.unit or CreditUnit.ECTS
                label = _("Let the award have %(amount)s") % {
                    "amount": amount(remedy.amount or 0, unit)
                }
                fields = {
                    "do": "credit",
                    "achievement": first,
                    "unit": unit.value,
                    "amount": f"{remedy.amount:g}",
                }
            case _:
                return self.link(remedy, first)
        if remedy.kind is RemedyKind.CREDITS and not remedy.amount:
            return self.link(remedy, first)
        return Mend(label, tuple(fields.items()))

    def link(self, remedy: Remedy, first: str) -> Mend | None:
        """What is mended on another page, or further up on this one."""
        back = {"next": self.back} if self.back else {}
        match remedy.kind:
            case RemedyKind.ASSESS:
                level = {"level": str(remedy.level)} if remedy.level else {}
                query = urlencode({"skill": first, **level, **back})
                return Mend(
                    _("Define an achievement that assesses it"),
                    href=f"{reverse('achievement_create')}?{query}",
                )
            case RemedyKind.TEST:
                return Mend(_("Make a test for it"), href=reverse("test_plans"))
            case RemedyKind.LEVEL | RemedyKind.VALIDITY | RemedyKind.CREDITS:
                if first not in self.keys:
                    return None
                page = reverse("achievement_edit", args=[self.keys[first]])
                label = _("Change “%(name)s”") % {"name": self.name(first)}
                return Mend(label, href=f"{page}?{urlencode(back)}" if back else page)
            case RemedyKind.ADD_OPTION:
                return Mend(_("Add an achievement"), href="#find")
            case RemedyKind.TRANSLATE:
                anchor = f"#name-{remedy.language}-{first}" if first else f"#name_{remedy.language}"
                return Mend(_("Translate"), href=anchor)
            case _:
                return Mend(_("Go there"), href=_ANCHORS.get(first, "#find"))


_ANCHORS = {
    "name": "#name_en",
    "description": "#description_en",
    "awards": "#awards",
    "need": "#tree",
}


def _at(level: int | None) -> str:
    return _(" at level %(level)s") % {"level": level} if level else ""


def _missing_words() -> dict[str, str]:
    return {
        "name": _("it has no English name"),
        "description": _("it has no English description"),
        "awards": _("it awards nothing yet"),
        "steps": _("it asks for nothing yet"),
        "options": _("this step is empty"),
        "need": _("this step asks for more options than it has"),
    }


def title(words: dict[str, str]) -> str:
    """Return the name of a draft, which may have none yet."""
    return said(words) if words else _("Pathway without a name")
