"""A pathway's picture with its words in the reader's language, and the same as words alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from skillmark.define.drafting import NOTHING
from skillmark.define.pathway import Progress
from skillmark.define.picture import Node, NodeKind, picture
from skillmark.nouns.achievement import Achievement
from skillmark.nouns.held import CreditUnit
from skillmark.nouns.pathway import Credits, Option, Pathway, Step, name_of
from skillmark.nouns.proficiency import SkillLevel
from skillmark.nouns.text import Text
from skillmark.render import pathway as drawn
from skillmark.server.define.models import AchievementRecord
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.skills import services as frameworks


@dataclass(frozen=True, slots=True)
class Names:
    """What the parts of a pathway are called, in the reader's language."""

    achievements: Mapping[str, Achievement] = field(default_factory=dict)
    skills: Mapping[str, str] = field(default_factory=dict)
    archived: frozenset[str] = frozenset()

    def achievement(self, slug: str) -> str:
        """Return the name of an achievement; its id where there is none."""
        found = self.achievements.get(slug)
        if found is None:
            return _("nothing yet") if slug == NOTHING else slug
        return said(found.name)

    def option(self, option: Option) -> str:
        """Return what to call an option: a step by its name, else by what it asks for."""
        if isinstance(option, Step):
            if option.name:
                return said(option.name)
            return rule(option) or self.option(option.options[0])
        if isinstance(option, SkillLevel):
            return self.skills.get(option.skill, option.skill)
        return self.achievement(option)

    def part(self, pathway: Pathway, name: str) -> str:
        """Return what to call the part of a pathway with this name."""
        return self.option(pathway.part(name))


def said(words: Text | Mapping[str, str]) -> str:
    """Return words in the reader's language."""
    return Text.of(words).in_language(get_language() or "en")


def names(organisation: OrganisationRecord, *pathways: Pathway) -> Names:
    """Return the names of everything that these pathways speak of."""
    steps = [
        step
        for one in pathways
        for step in (one.root, *([one.validity.refresher] if one.validity.refresher else []))
    ]
    wanted = {slug for step in steps for slug in step.achievements()}
    wanted |= {one.awards for one in pathways}
    rows = list(AchievementRecord.objects.of(organisation).filter(slug__in=wanted))
    nouns = {row.slug: row.noun for row in rows}
    uris = {one.skill for step in steps for one in step.skills()}
    uris |= {s.skill for one in pathways if one.awards in nouns for s in nouns[one.awards].skills}
    labels = frameworks.labels(uris, get_language() or "en", organisation)
    return Names(nouns, labels, frozenset(row.slug for row in rows if row.archived))


# in words


def rule(step: Step) -> str:
    """Return how much of a step is asked for; nothing, where there is one thing and no sum."""
    of = len(step.options)
    if step.need == 0 and step.credits:
        return credits(step.credits)
    if step.need == of:
        words = _("all of these") if of > 1 else ""
    elif step.need == 1:
        words = _("one of these %(of)s") % {"of": of}
    else:
        words = _("%(need)s of these %(of)s") % {"need": step.need, "of": of}
    return ", ".join(filter(None, (words, credits(step.credits) if step.credits else "")))


def credits(asked: Credits) -> str:  # noqa: A001 - the field's word
    """Return a sum that is asked for."""
    return _("at least %(amount)s") % {"amount": amount(asked.amount, asked.unit)}


def amount(number: float, unit: CreditUnit) -> str:
    """Return an amount of credits."""
    shown = number_format(f"{number:g}", use_l10n=True)
    if unit is CreditUnit.ECTS:
        return f"{shown} ECTS"
    return _("%(number)s hours") % {"number": shown}


def worth(achievement: Achievement | None) -> str:
    """Return the credits and level of an achievement, shortly."""
    if achievement is None:
        return ""
    elements = achievement.elements
    parts = []
    if elements.ects:
        parts.append(amount(elements.ects, CreditUnit.ECTS))
    elif elements.workload_hours:
        parts.append(amount(elements.workload_hours, CreditUnit.HOURS))
    if elements.eqf_level:
        parts.append(_("EQF %(level)s") % {"level": elements.eqf_level})
    return " · ".join(parts)


def level(asked: SkillLevel) -> str:
    """Return at which level a skill is asked for, by whatever achievement."""
    if asked.level is None:
        return _("wherever confirmed")
    return _("level %(level)s, wherever confirmed") % {"level": asked.level}


def tree(pathway: Pathway, known: Names, progress: Progress | None = None) -> dict[str, Any]:
    """Return a pathway as nested words: `name`, `note`, `state`, `rule`, `after`, `options`."""
    states = _states(pathway, progress)

    def branch(option: Option) -> dict[str, Any]:
        own = name_of(option)
        after = [known.part(pathway, one.first) for one in pathway.order if own and one.then == own]
        state, mark = states(option)
        if isinstance(option, Step):
            options = [branch(one) for one in option.options]
            title = said(option.name) if option.name else ""
            return {"title": title, "rule": rule(option), "after": after, "options": options}
        note = (
            level(option)
            if isinstance(option, SkillLevel)
            else worth(known.achievements.get(option))
        )
        return {
            "name": known.option(option),
            "note": note,
            "after": after,
            "state": state,
            "mark": mark,
        }

    return branch(pathway.root)


State = Callable[[Option], tuple[str, str]]
"""State of an option (`held`, `next`, ...), and that in words."""


def _states(pathway: Pathway, progress: Progress | None) -> State:
    if progress is None:
        return lambda _option: ("open", "")
    waits = {one.achievement for one in progress.waiting}
    ends = {one.achievement: one.until for one in progress.details}

    def state(option: Option) -> tuple[str, str]:
        if isinstance(option, SkillLevel):
            return ("held", _("confirmed")) if option in progress.skills else ("open", "")
        if isinstance(option, Step):
            return "open", ""
        if option in progress.held:
            until = ends.get(option)
            if until is None:
                return "held", _("held")
            return "held", _("held until %(day)s") % {
                "day": date_format(until, "SHORT_DATE_FORMAT")
            }
        if option in progress.expired:
            return "expired", _("run out")
        if option in progress.next:
            return "next", _("can come next")
        return ("waiting", _("later")) if option in waits else ("open", "")

    return state


# as a picture


def svg(
    pathway: Pathway,
    known: Names,
    *,
    progress: Progress | None = None,
    narrow: bool = False,
    standalone: bool = True,
    href: Callable[[Option], str] | None = None,
) -> str:
    """Return the picture of a pathway; with `progress`, as it stands for one person.

    `standalone` carries its own look; inside a page (`False`) boxes may be links (`href`).
    """
    laid, states = picture(pathway, narrow=narrow), _states(pathway, progress)
    boxes = [_box(node, pathway, known, states, href) for node in laid.nodes]
    drawing = drawn.Drawing(
        laid.width,
        laid.height,
        boxes,
        [drawn.Line(edge.points, edge.order) for edge in laid.edges],
        [
            drawn.Stage(one.x, one.y, one.width, one.height, said(one.step.name or pathway.name))
            for one in laid.bands
        ],
        angular=narrow,
    )
    description = _("Who holds what follows is awarded “%(name)s”: %(parts)s.") % {
        "name": known.achievement(pathway.awards),
        "parts": _flat(tree(pathway, known, progress)),
    }
    return drawn.svg(
        drawing, title=said(pathway.name), description=description, standalone=standalone
    )


@dataclass(frozen=True, slots=True)
class Inside:
    """A picture for the inside of a page."""

    layout: str
    """`wide` or `narrow`: the page's style shows the one that fits."""
    svg: str
    least: int
    """Width below which it is no longer made smaller, in hundreds of pixels."""


SMALLEST = 0.74
"""How much smaller a wide picture may be shown before it has to be scrolled."""


def inside(
    pathway: Pathway,
    known: Names,
    *,
    progress: Progress | None = None,
    href: Callable[[Option], str] | None = None,
) -> list[Inside]:
    """Return both layouts for a page, in its own colours (`define/pathways.css`)."""
    found = []
    for layout in ("wide", "narrow"):
        narrow = layout == "narrow"
        image = svg(pathway, known, progress=progress, narrow=narrow, standalone=False, href=href)
        least = round(picture(pathway, narrow=narrow).width * SMALLEST / 100)
        found.append(Inside(layout, image, min(max(least, 1), 24)))
    return found


def _box(
    node: Node,
    pathway: Pathway,
    known: Names,
    states: State,
    href: Callable[[Option], str] | None,
) -> drawn.Box:
    size = (node.x, node.y, node.width, node.height)
    if node.kind is NodeKind.AWARD:
        found = known.achievements.get(pathway.awards)
        label, note = known.achievement(pathway.awards), worth(found)
        leads = href(pathway.awards) if href and found else ""
        return drawn.Box(*size, label, note, kind="award", href=leads)
    option = node.option
    if isinstance(option, Step):
        label, note = _joint(option)
        return drawn.Box(*size, label, note, kind="joint", name=option.id)
    if option is None:
        raise ValueError("a box without an option")
    state, mark = states(option)
    if isinstance(option, SkillLevel):
        note = _("level %(level)s, any badge") % {"level": option.level} if option.level else ""
        note = " · ".join(filter(None, (mark, note or _("any badge"))))
        label = known.option(option)
        return drawn.Box(*size, label, note, kind="skill", state=state, name=option.skill)
    if state == "open" and (option not in known.achievements or option in known.archived):
        state = "missing"
        mark = _("archived") if option in known.archived else _("there is no such achievement")
    note = " · ".join(filter(None, (mark, worth(known.achievements.get(option)))))
    leads = href(option) if href and option in known.achievements else ""
    label = known.achievement(option)
    return drawn.Box(*size, label, note, state=state, name=option, href=leads)


def _joint(step: Step) -> tuple[str, str]:
    """Words for a joint: short, for the description says it in full."""
    of = len(step.options)
    every = _("all of these") if of > 1 else ""
    count = every if step.need == of else _("%(number)s of %(of)s") % {
        "number": step.need, "of": of,
    }  # fmt: skip
    if not step.credits:
        return count, ""
    sum_of = f"≥ {amount(step.credits.amount, step.credits.unit)}"
    return (count, sum_of) if step.need and of > 1 else (sum_of, "")


def _flat(branch: Mapping[str, Any]) -> str:
    if "options" not in branch:
        mark = f" ({branch['mark']})" if branch["mark"] else ""
        return f"{branch['name']}{mark}"
    head = ", ".join(filter(None, (branch["title"], branch["rule"])))
    inner = "; ".join(map(_flat, branch["options"]))
    return f"{head}: {inner}" if head else inner
