"""Forms of frameworks."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from skillmark.server.skills.services import FORMATS


class ImportForm(forms.Form):
    """An official release, or a table of one's own."""

    form = forms.ChoiceField(
        label=_("Format"), choices=[(key, name) for key, (_r, name, _e) in FORMATS.items()]
    )
    file = forms.FileField(label=_("File"), help_text=_("At most 40 MB."))
    version = forms.CharField(
        label=_("Version"),
        max_length=60,
        required=False,
        help_text=_("Leave empty where the file says it."),
    )
    everybody = forms.BooleanField(label=_("For all organisations of this site"), required=False)
