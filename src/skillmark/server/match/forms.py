"""Forms of matching."""

from __future__ import annotations

import math
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from skillmark.nouns.errors import InputError
from skillmark.nouns.person import Importance, Requirement
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.skills.reading import lighting
from skillmark.server.verify.forms import Files

IMPORTANCES = (
    (Importance.ESSENTIAL.value, _("Essential")),
    (Importance.OPTIONAL.value, _("Optional")),
)
MOST_SKILLS = 60
HEAVIEST = 100
NO_MEMORY = {"autocomplete": "off"}
"""What is typed about other people is not offered again by the browser."""


class RoleForm(forms.Form):
    """A role's title and advertisement; its skills are repeated fields, one of each a line."""

    title = forms.CharField(label=_("Title of the role"), max_length=200)
    advert = forms.CharField(
        label=_("Job advertisement"),
        max_length=lighting.LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 9}),
        help_text=_("Paste it as it is. The words that speak of skills light up."),
    )
    framework = forms.ChoiceField(label=_("Read it with"), required=False)
    anonymous = forms.BooleanField(
        label=_("Hide names in the ranking"),
        required=False,
        help_text=_("Everybody sees letters until they ask for the names, with a reason."),
    )

    def __init__(self, *args: Any, organisation: OrganisationRecord | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        found = [
            (str(row.pk), row.title.get(language) or next(iter(row.title.values())))
            for row in lighting.choices(organisation)
        ]
        self.fields["framework"].choices = found
        if len(found) < 2:
            self.fields["framework"].widget = forms.HiddenInput()

    def requirements(self) -> list[Requirement]:
        """Return the lines as nouns, in order.

        Raises `InputError` where a line makes no sense: it did not come from this form.
        """
        columns = [
            self.data.getlist(name) for name in ("skill", "said", "level", "importance", "weight")
        ]
        if len({len(column) for column in columns}) != 1:
            raise InputError(str(_("The lines of the skills do not fit together.")))
        musts = set(self.data.getlist("must"))
        found: dict[str, Requirement] = {}
        for skill, said, level, importance, weight in zip(*columns, strict=True):
            if skill and skill not in found:
                found[skill] = Requirement(
                    skill=skill[:500],
                    level=int(level) if level.isdecimal() else None,
                    importance=_importance(importance),
                    weight=_weight(weight),
                    must=skill in musts,
                    label=said[:300],
                )
        if len(found) > MOST_SKILLS:
            raise InputError(
                _("A role with more than %(most)s skills ranks nobody well.")
                % {"most": MOST_SKILLS}
            )
        return list(found.values())


def _importance(words: str) -> Importance:
    known = set(Importance)
    return Importance(words) if words in known else Importance.ESSENTIAL


def _weight(words: str) -> float:
    try:
        weight = float(words.replace(",", ".") or 1)
    except ValueError:
        weight = math.nan
    if not 0 < weight <= HEAVIEST:
        raise InputError(
            _("%(words)s is no weight.") % {"words": words},
            remedy=_("Give a number above 0 and at most %(most)s.") % {"most": HEAVIEST},
        )
    return weight


class CandidateForm(forms.Form):
    """Badges of one person or of several, as files or links."""

    files = Files(
        label=_("Badge files"),
        required=False,
        help_text=_("JSON, tokens, pictures, ZIP archives, saved mails (.eml)."),
    )
    links = forms.CharField(
        label=_("Links"),
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "mono", "spellcheck": "false"}),
        help_text=_("One a line, at most 50."),
    )
    name = forms.CharField(
        label=_("Name"), max_length=150, required=False, widget=forms.TextInput(NO_MEMORY)
    )
    holder = forms.CharField(
        label=_("E-mail address or DID"),
        max_length=320,
        required=False,
        widget=forms.TextInput(NO_MEMORY),
        help_text=_(
            "If all of this is one person's. Badges that were issued to somebody else count for "
            "nothing."
        ),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for something to check."""
        said: dict[str, Any] = super().clean() or {}
        if not said.get("files") and not said.get("links", "").strip() and not self.errors:
            self.add_error(None, _("Give at least one badge file."))
        return said


class WhoseForm(forms.Form):
    """Whose the ticked files are, or who a candidate is."""

    name = forms.CharField(
        label=_("Name"), max_length=150, required=False, widget=forms.TextInput(NO_MEMORY)
    )
    holder = forms.CharField(
        label=_("E-mail address or DID"), max_length=320, widget=forms.TextInput(NO_MEMORY)
    )
