"""The form by which somebody states what a badge counts as."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skillmark.server.define.learning.forms import RecognitionForm
from skillmark.server.define.models import RecognitionRecord
from skillmark.server.match.recognising.rules import in_force

YEARS = 2
"""For how long a rule counts unless somebody says otherwise: then it is looked at again."""


def default_end(today: date) -> date:
    """Return the day on which a rule stated today ends by default."""
    return today + timedelta(days=round(365.25 * YEARS))


class StateForm(RecognitionForm):
    """What of whom counts as which skill at which level, why, and until when."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        end = self.fields["expires"]
        end.required = True
        end.initial = default_end(timezone.localdate())
        end.help_text = _("The last day. Courses change: look at it again by then.")
        self.fields["reason"].help_text = _(
            "What you looked at, and why it stands for this level. Candidates may ask for it."
        )

    def clean(self) -> dict[str, Any]:
        """Refuse to state twice what is in force."""
        said = super().clean()
        same = in_force(self.organisation).filter(
            external_id=said.get("external_id", ""), issuer=said.get("issuer", ""), only=None
        )
        twice: RecognitionRecord | None = None
        if said.get("skill"):
            twice = same.filter(skill=said["skill"]).first()
        elif said.get("counts_as"):
            twice = same.filter(achievement__slug=said["counts_as"]).first()
        if twice is not None:
            self.add_error(None, _("This is recognised already. Withdraw it before you change it."))
        return said
