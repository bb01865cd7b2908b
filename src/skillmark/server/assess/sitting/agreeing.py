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


def agreement(language: str) -> dict[str, str | int]:
    """Return what is agreed to, as it reads in a language: `version`, `language`, the words."""
    with translation.override(language):
        return {
            "version": VERSION,
            "language": language,
            "honour": str(HONOUR),
            "consent": str(CONSENT),
        }
