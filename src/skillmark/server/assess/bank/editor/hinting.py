"""Hints on item writing in the author's words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from skillmark.assess.items import Item, Stimulus
from skillmark.assess.writing.rules import Hint, Rule, hints
from skillmark.server.assess.bank.editor.parts import NAMES, letter


def hints_of(item: Item, material: Stimulus | None) -> list[str]:
    """Return the hints on an item, each as one sentence, no sentence twice."""
    return list(dict.fromkeys(_sentence(one) for one in hints(item, material)))


def _sentence(hint: Hint) -> str:
    words = {
        "options": ", ".join(letter(number - 1) for number in hint.options),
        "said": hint.said,
        "language": NAMES.get(hint.language, hint.language),
    }
    return _phrases()[hint.rule] % words


def _phrases() -> dict[Rule, str]:
    return {
        Rule.ALL_OF_THE_ABOVE: _(
            "Option %(options)s says “all of these”: who knows two of them knows it too. Ask for "
            "several answers instead."
        ),
        Rule.NONE_OF_THE_ABOVE: _(
            "Option %(options)s says “none of these”: it does not show what somebody knows."
        ),
        Rule.NEGATIVE: _(
            "“%(said)s” turns the question round and is easily overlooked: ask for what is right, "
            "or emphasise it (**%(said)s**)."
        ),
        Rule.LONGEST_IS_KEY: _(
            "The right option, %(options)s, is by far the longest: that gives it away."
        ),
        Rule.LENGTHS_DIFFER: _(
            "Option %(options)s is much longer than others: options of like length give less away."
        ),
        Rule.SAME_OPTIONS: _("Options %(options)s say the same."),
        Rule.ABSOLUTE: _(
            "Option %(options)s speaks of always, never, all or only: such options are seldom "
            "right, and many know that."
        ),
        Rule.FEW_OPTIONS: _("Two options are guessed right by half: three do best."),
        Rule.SAME_BEGINNING: _(
            "Every option begins with “%(said)s”: say that in the question, once."
        ),
        Rule.ECHO: _(
            "“%(said)s” stands in the question and in the right option %(options)s alone: an echo "
            "that gives it away."
        ),
        Rule.NO_EXPLANATION: _("There is no explanation: people learn most from the why."),
        Rule.NO_ALT: _("The picture %(said)s does not say what it shows (%(language)s)."),
        Rule.HARD_TO_READ: _(
            "This is hard to read (reading ease %(said)s of 100, %(language)s): unless reading is "
            "the skill, shorter sentences and plainer words measure it better."
        ),
        Rule.UNREAD_FORMULA: _("This formula cannot be read and is shown as its text: %(said)s"),
        Rule.NOT_IN_MENU: _(
            "Words %(options)s stand in a menu, which shows neither formulas nor pictures."
        ),
        Rule.EXACT_NUMBER: _("Only the exact number counts: say by how much it may be off."),
        Rule.UNTRANSLATED: _("Not everything is said in this language: %(language)s."),
    }
