"""The ways of answering as authors choose them: a picture, a name, and what each is good for."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from skillmark.assess.interactions import ItemType
from skillmark.server.assess.bank.editor.ways import WAYS


@dataclass(frozen=True)
class Offer:
    """One way of answering."""

    type: str
    name: str
    good_for: str


def offers() -> list[Offer]:
    """Return every way of answering."""
    return [Offer(type_.value, *_words()[type_]) for type_ in WAYS]


def name_of(type_: ItemType) -> str:
    """Return what a way of answering is called."""
    return _words()[type_][0]


def _words() -> dict[ItemType, tuple[str, str]]:
    return {
        ItemType.CHOICE: (
            _("One of several"),
            _("Knowledge and judgement, quickly asked; plausible wrong options make it good."),
        ),
        ItemType.MULTIPLE: (
            _("Several of several"),
            _("Whatever has more than one right part, such as all causes of a fault."),
        ),
        ItemType.ORDER: (_("Order"), _("Procedures and priorities: what comes before what.")),
        ItemType.MATCH: (_("Match"), _("Terms and meanings, tools and uses: several at once.")),
        ItemType.GAP_MATCH: (
            _("Words into gaps"),
            _("Texts and rules in which the right word has to stand in the right place."),
        ),
        ItemType.CLOZE: (
            _("Gaps to fill"),
            _("A text, form or command that is completed: by menus, words or numbers."),
        ),
        ItemType.NUMERIC: (_("Number"), _("Calculations and estimates; nothing can be guessed.")),
        ItemType.SLIDER: (_("Scale"), _("Estimates and settings on a scale.")),
        ItemType.HOT_TEXT: (
            _("Mark words"),
            _("Finding what is wrong or what matters in a text, a log, a contract."),
        ),
        ItemType.HOT_SPOT: (
            _("Mark in a picture"),
            _("Plans, screens, machines: knowing where."),
        ),
        ItemType.BEST_WORST: (
            _("Situational judgement"),
            _("What somebody would do at work: the best and the worst reaction."),
        ),
        ItemType.SHORT: (
            _("Own words"),
            _("Reasons and explanations; a person scores them by a rubric."),
        ),
        ItemType.UPLOAD: (
            _("Files"),
            _("Work itself: documents, drawings, code; a person scores them by a rubric."),
        ),
    }
