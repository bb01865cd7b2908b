"""Forms of the ledger: a file, what its columns are, how it is stored, how long it is kept."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from skillmark.server.measure.ledger.services import MOST_MONTHS


class ExportForm(forms.Form):
    """An export of an HR system, or a ledger."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("As your HR system exports it. You look at it before anything is stored."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv"}),
    )


class StoreForm(forms.Form):
    """How a file is stored."""

    sound = forms.BooleanField(
        label=_("Leave out the people about whom something is wrong"), required=False
    )
    whole = forms.BooleanField(
        label=_("This export is complete: delete who is not in it"), required=False
    )


class RetentionForm(forms.Form):
    """How long rows are kept."""

    months = forms.IntegerField(label=_("Months after leaving"), min_value=1, max_value=MOST_MONTHS)


class RemoveForm(forms.Form):
    """Whose row is deleted."""

    person = forms.CharField(label=_("Id of the person"), max_length=120)
