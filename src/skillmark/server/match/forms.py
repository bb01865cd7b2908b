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

IMPORTANCES = (
    (Importance.ESSENTIAL.value, _("Essential")),
    (Importance.OPTIONAL.value, _("Optional")),
)
MOST_SKILLS = 60
HEAVIEST = 100


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
    """Somebody from outside and their badge files."""

    name = forms.CharField(label=_("Name"), max_length=150)
    holder = forms.CharField(
        label=_("E-mail address or DID"),
        max_length=320,
        help_text=_("Badges that were issued to somebody else count for nothing."),
    )
