"""What a candidate agrees to before the first question, word for word.

The words are part of what is agreed: an attempt keeps them as they stood, in the language in which
they were read. Whoever changes them counts `VERSION` up (a test compares).
"""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from skillmark.server.assess import library
from skillmark.server.assess.models import DeliveryRecord

VERSION = 2
HONOUR = _("I answer alone and without help, and I do not pass the questions on.")
HONOUR_TASK = _(
    "This is my own work. What helped me, generative AI included, I say when I hand it in."
)
"""Where people rate every answer: there help is allowed, and declared."""
CONSENT = _("My answers may be stored and used to compute how good this test is.")
PRACTICE = _("My answers may be stored, so that I can go on later. They count nowhere.")
"""In practice nothing is at stake, and there is no honour to give."""


def is_task(delivery: DeliveryRecord) -> bool:
    """Say whether people rate every question of an offer: a performance task."""
    items = library.noun(delivery.test).items
    return delivery.include_short and all(item.needs_rater for item in items)


def agreement(language: str, *, practice: bool = False, task: bool = False) -> dict[str, str | int]:
    """Return what is agreed to, as it reads in a language: `version`, `language`, and the words.

    `consent` is there always, `honour` unless it is practice; a `task` has words of its own.
    """
    honour = HONOUR_TASK if task else HONOUR
    with translation.override(language):
        words = (
            {"consent": str(PRACTICE)}
            if practice
            else {"honour": str(honour), "consent": str(CONSENT)}
        )
    return {"version": VERSION, "language": language, **words}
