"""What a candidate agrees to before the first question, word for word.

The words are part of what is agreed: an attempt keeps them as they stood, in the language in which
they were read. Whoever changes them counts `VERSION` up (a test compares).
"""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext_lazy as _

VERSION = 1
HONOUR = _("I answer alone and without help, and I do not pass the questions on.")
CONSENT = _("My answers may be stored and used to compute how good this test is.")
PRACTICE = _("My answers may be stored, so that I can go on later. They count nowhere.")
"""In practice nothing is at stake, and there is no honour to give."""


def agreement(language: str, *, practice: bool = False) -> dict[str, str | int]:
    """Return what is agreed to, as it reads in a language: `version`, `language`, and the words.

    `consent` is there always, `honour` unless it is practice.
    """
    with translation.override(language):
        words = (
            {"consent": str(PRACTICE)}
            if practice
            else {"honour": str(HONOUR), "consent": str(CONSENT)}
        )
    return {"version": VERSION, "language": language, **words}
