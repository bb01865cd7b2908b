"""Forms of measuring."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class LedgerForm(forms.Form):
    """An outcome ledger to store."""

    file = forms.FileField(
        label=_("ledger.csv"),
        help_text=_("UTF-8, comma or semicolon. Nothing is stored if a line is wrong."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )
