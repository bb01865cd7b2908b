"""The picture of a pathway for everybody, or with one person's progress in it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from skillmark.define.picture import Node, NodeKind, picture
from skillmark.nouns.held import CreditUnit
from skillmark.nouns.pathway import Pathway, Step
from skillmark.nouns.proficiency import SkillLevel
from skillmark.nouns.text import Text
from skillmark.render.pathway import Box, Drawing, Line, Stage, svg
from skillmark.server.define.learning.walking import Walk
from skillmark.server.define.models import PathwayRecord
from skillmark.server.define.public.pieces import Piece, named_skills, pieces

_STATES = {"held": "held", "next": "next", "waiting": "waiting", "expired": "expired"}


def drawn(row: PathwayRecord, *, walk: Walk | None = None, narrow: bool = False) -> str:
    """Return the picture as SVG: wide from left to right, narrow from top to bottom."""
    noun = walk.noun if walk else row.noun
    found = walk.found if walk else pieces(row)
    laid = picture(noun, narrow=narrow)
    labels = _labels(noun, row)
    drawing = Drawing(
        laid.width,
        laid.height,
        [_box(node, noun, found, labels, walk) for node in laid.nodes],
        [Line(edge.points, edge.order) for edge in laid.edges],
        [
            Stage(one.x, one.y, one.width, one.height, _in(one.step.name))
            for one in laid.bands
            if one.step.name is not None
        ],
        angular=narrow,
    )
    return svg(
        drawing,
        title=Text.of(row.name).in_language(_language()),
        description=_("The same is written on the page."),
    )


def _labels(noun: Pathway, row: PathwayRecord) -> dict[str, str]:
    asked = noun.root.skills()
    named = named_skills(asked, row)
    return {
        one.skill: Text.of(skill.label).in_language(_language())
        for one, skill in zip(asked, named, strict=True)
    }


def _box(
    node: Node,
    noun: Pathway,
    found: Mapping[str, Piece],
    labels: Mapping[str, str],
    walk: Walk | None,
) -> Box:
    label, note, state = "", "", "open"
    option = node.option
    if node.kind is NodeKind.AWARD:
        label, state = _in(found[noun.awards].name), "award"
    elif isinstance(option, Step):
        label, state = counted(option), "joint"
    elif isinstance(option, SkillLevel):
        label = labels.get(option.skill, option.skill)
        note = _("level %(number)s, from anywhere") % {"number": option.level or "–"}
        state = "held" if walk and option in walk.progress.skills else "open"
    elif option is not None:
        label = _in(found[option].name)
        state = _STATES.get(walk.states.get(option, ""), "open") if walk else "open"
        note = _note(option, walk)
    return Box(
        node.x, node.y, node.width, node.height, label, note, node.kind.value, state, node.id
    )


def _note(slug: str, walk: Walk | None) -> str:
    counts = walk.mine.by_achievement.get(slug) if walk else None
    if counts is None:
        return ""
    if counts.until is not None:
        return _("until %(day)s") % {"day": date_format(counts.until, "SHORT_DATE_FORMAT")}
    return _("recognised") if counts.recognition is not None else ""


def counted(step: Step) -> str:
    """Return how much of a step is needed, in words."""
    said = []
    if step.need:
        every = step.need == len(step.options)
        some = _("%(need)s of these %(of)s") % {"need": step.need, "of": len(step.options)}
        said.append(_("all of these") if every else some)
    if step.credits is not None:
        amount = number_format(f"{step.credits.amount:g}")
        unit = _("hours") if step.credits.unit is CreditUnit.HOURS else "ECTS"
        said.append(_("%(amount)s %(unit)s among these") % {"amount": amount, "unit": unit})
    return ", ".join(said)


def _in(text: Text) -> str:
    return text.in_language(_language())


def _language() -> str:
    return get_language() or "en"
