"""The picture of a round: how every question was rated."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from skillmark.render.strip_plot import strip_plot
from skillmark.server.assess.standards.shown import Spread


def ratings(rows: Sequence[Spread]) -> str:
    """Draw the ratings of a round, question by question."""
    return strip_plot(
        [(str(row.number), row.values, row.own) for row in rows],
        marks=(_("Rating"), _("Mean"), _("Yours")),
        title=_("How the questions were rated"),
        axis=_("Of 100 who just pass, so many get it right"),
        lines=_("Question"),
        description=_("The same numbers stand in the table beside this picture."),
        language=get_language() or "en",
    )
