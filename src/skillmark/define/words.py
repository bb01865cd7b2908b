"""Words by which a catalogue is searched: of what is offered, and of who asks."""

from __future__ import annotations

from skillmark.skills.language.stems import is_stop
from skillmark.skills.language.words import forms

LONGEST = 60
"""Characters of one word; longer ones are no words of people."""
MOST_ASKED = 8
"""Words of one question; what comes after them is not looked for."""
_SPELT_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"}
)


def indexed(text: str) -> frozenset[str]:
    """Return the folded words by which `text` is found: "Größe" by "grosse" and by "groesse".

    Law: every word of `asked(text)` is among them.
    """
    words = {*forms(text), *forms(text.translate(_SPELT_OUT))}
    return frozenset(word for word in words if len(word) <= LONGEST)


def asked(text: str) -> tuple[str, ...]:
    """Return the folded words that somebody looks for, each once, in order.

    Function words ("and", "für") are left out, unless there is nothing else.
    """
    words = tuple(dict.fromkeys(word for word in forms(text) if len(word) <= LONGEST))
    telling = tuple(word for word in words if not (is_stop(word, "en") or is_stop(word, "de")))
    return (telling or words)[:MOST_ASKED]
