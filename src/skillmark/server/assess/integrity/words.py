"""What the page says of each kind of flag, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from skillmark.assess.integrity.flags import Kind
from skillmark.assess.integrity.looking import NO_DATE, NO_DATES, NO_EXPOSED, NO_TIMES

TITLES = {
    Kind.SIMILAR: gettext_lazy("Similar answers"),
    Kind.HASTE: gettext_lazy("Too fast to have read"),
    Kind.FAST_AND_RIGHT: gettext_lazy("Fast and right on hard questions"),
    Kind.EASIER: gettext_lazy("Easier since the date"),
    Kind.DRIFT: gettext_lazy("Easier over time"),
    Kind.GAIN: gettext_lazy("Better on questions that may be known"),
}
MEANINGS = {
    Kind.SIMILAR: gettext_lazy(
        "Two people gave the same answers more often than their abilities explain. All pairs "
        "were compared."
    ),
    Kind.HASTE: gettext_lazy(
        "More than one answer in ten came sooner than a tenth of the usual time. This is a rule "
        "of thumb, not a test."
    ),
    Kind.FAST_AND_RIGHT: gettext_lazy(
        "Questions that are hard at this ability were answered unusually fast and right, more "
        "often than others do."
    ),
    Kind.EASIER: gettext_lazy(
        "Since the date that was named, people of equal ability get the question right more often."
    ),
    Kind.DRIFT: gettext_lazy(
        "In the order of time, people of equal ability get the question right more and more often."
    ),
    Kind.GAIN: gettext_lazy(
        "On the questions that were named as possibly known, a person does better than all other "
        "answers let expect."
    ),
}
_CHANGED = (
    gettext_lazy("teaching or the news has taken the subject up"),
    gettext_lazy("other people come than before, with other strengths"),
    gettext_lazy("the question, its key or its translation was changed"),
)
INNOCENT = {
    Kind.SIMILAR: (
        gettext_lazy("they learned together or from the same teacher or material"),
        gettext_lazy("a key or a translation misleads people of one background in the same way"),
        gettext_lazy("they sat together and talked, where that was allowed"),
        gettext_lazy("one person has two accounts"),
    ),
    Kind.HASTE: (
        gettext_lazy("the result mattered little to them"),
        gettext_lazy("time ran short, or the connection failed"),
        gettext_lazy("they had made up their mind offline and typed the answers in"),
    ),
    Kind.FAST_AND_RIGHT: (
        gettext_lazy("they work in just this area every day"),
        gettext_lazy("they had practised with lawful material that is much alike"),
        gettext_lazy("they read fast, or had thought about the question before going back to it"),
    ),
    Kind.EASIER: _CHANGED,
    Kind.DRIFT: _CHANGED,
    Kind.GAIN: (
        gettext_lazy("these questions are about what the person knows best"),
        gettext_lazy("they had learned just this, lawfully, before the test"),
    ),
}
STRENGTHS = {
    "notable": gettext_lazy("Notable"),
    "strong": gettext_lazy("Strong"),
    "very strong": gettext_lazy("Very strong"),
    "by rule": gettext_lazy("By rule"),
}
REASONS = {
    NO_TIMES: gettext_lazy("no response times are known"),
    NO_DATES: gettext_lazy("no dates are known"),
    NO_DATE: gettext_lazy("nobody named a day from which on questions may have been known"),
    NO_EXPOSED: gettext_lazy("nobody named questions that may have been known"),
}
TOO_FEW = gettext_lazy("there are too few responses for it yet")


def said(kind: Kind, figures: dict[str, Any]) -> str:
    """Return the sentence of one flag."""
    shown = {
        name: number_format(f"{value:.1f}".removesuffix(".0")) for name, value in figures.items()
    }
    match kind:
        case Kind.SIMILAR:
            return (
                _(
                    "%(matches)s of %(common)s answers are the same, %(wrong)s of them wrong. "
                    "Expected at their abilities: %(expected)s and %(wrong_expected)s."
                )
                % shown
            )
        case Kind.HASTE:
            return (
                _("%(rapid)s of %(answers)s answers came sooner than the question can be read.")
                % shown
            )
        case Kind.FAST_AND_RIGHT:
            return (
                _(
                    "%(count)s of %(hard)s questions that are hard at this ability were answered "
                    "unusually fast and right. Expected: %(expected)s."
                )
                % shown
            )
        case Kind.EASIER:
            return (
                _(
                    "At equal ability the odds of a right answer are %(odds)s times those before "
                    "(%(before)s answers before, %(since)s since)."
                )
                % shown
            )
        case Kind.DRIFT:
            return (
                _("The cumulative sum over %(windows)s windows of people reaches %(sum)s.") % shown
            )
        case Kind.GAIN:
            return (
                _(
                    "%(right)s of %(asked)s such questions are right. Expected from all other "
                    "answers: %(expected)s."
                )
                % shown
            )


@dataclass(frozen=True, slots=True)
class Look:
    """One kind of pattern on the page: how often it was looked for, or why not."""

    title: str
    tests: int
    reason: str


def looks(stored: list[dict[str, Any]]) -> list[Look]:
    """Return what was looked for."""
    return [
        Look(
            str(TITLES[Kind(one["kind"])]),
            one["tests"],
            str(REASONS.get(one["reason"], TOO_FEW)) if one["reason"] else "",
        )
        for one in stored
    ]
