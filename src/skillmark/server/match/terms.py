"""The scorer's assumptions in plain words, each with what it means for a ranking."""

from __future__ import annotations

from dataclasses import dataclass, fields

from django.utils.translation import gettext as _

from skillmark.match import Assumptions


@dataclass(frozen=True, slots=True)
class Term:
    """One assumption."""

    name: str
    """What the scorer calls it."""
    label: str
    value: float
    meaning: str


def terms(given: Assumptions) -> list[Term]:
    """Return every assumption with its value and meaning."""
    spread = _("in levels: two of three people are within so much of the level that is stated")
    step = _("whole levels that inference loses by this step")
    words = {
        "half_life_months": (
            _("Half-life in months"),
            _("after so long without new evidence, half of what lies above level 1 has faded"),
        ),
        "sd_verified": (_("Uncertainty of verified evidence"), spread),
        "sd_evidenced": (_("Uncertainty of observed evidence"), spread),
        "sd_claimed": (_("Uncertainty of claims"), spread),
        "sd_inferred": (_("Uncertainty of inferred evidence"), spread),
        "unknown_mean": (
            _("Level where none is named"),
            _("what is believed of a badge that names no level"),
        ),
        "unknown_sd": (_("Uncertainty where none is named"), spread),
        "optional_share": (
            _("Share of an optional skill"),
            _("what it counts beside an essential one of the same weight"),
        ),
        "must_fit": (
            _("Probability for a must"),
            _("a must is met when verified or observed evidence reaches its level so likely"),
        ),
        "proof_step": (
            _("Step of proof"),
            _(
                "people whose proof differs by less than such a share of the role count as equally "
                "proven, and what was observed decides; 0: every difference counts"
            ),
        ),
        "lost_requires": (_("From a skill to its prerequisite"), step),
        "lost_broader": (_("From a skill to a broader one"), step),
        "lost_narrower": (_("From a skill to a narrower one"), step),
        "lost_related": (_("From a skill to a related one"), step),
        "lost_most": (
            _("Farthest inference"),
            _("nothing is inferred over ways that lose more levels"),
        ),
    }
    own = _("half-life in months of this skill alone")
    return [
        # what the scorer assumes and nobody has put into words is shown by its name, not left out
        *(
            Term(name, *_worded(words.get(name, (name, "")), value))
            for name, value in numbers(given).items()
        ),
        *(Term(skill, months, own) for skill, months in given.half_lives),
    ]


def _worded(words: tuple[str, str], value: float) -> tuple[str, float, str]:
    return words[0], value, words[1]


def numbers(given: Assumptions) -> dict[str, float]:
    """Return the assumptions that are one number each, by their names."""
    named = ((one.name, getattr(given, one.name)) for one in fields(given))
    return {name: value for name, value in named if isinstance(value, int | float)}
