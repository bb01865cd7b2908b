"""Forms of frameworks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from skillmark.server.skills.importing.releases import FORMATS


class SeveralFiles(forms.ClearableFileInput):
    """A field for one or more files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files, as a list."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return the files; each must be one."""
        given = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(one, initial) for one in given]


class ImportForm(forms.Form):
    """An official release, or a table of one's own."""

    form = forms.ChoiceField(
        label=_("Format"), choices=[(key, name) for key, (name, _endings) in FORMATS.items()]
    )
    file = FilesField(
        label=_("File"),
        help_text=_(
            "As the publisher hands it out. A release in several files, such as one for each "
            "language: choose all of them together."
        ),
    )
    version = forms.CharField(
        label=_("Version"),
        max_length=60,
        required=False,
        help_text=_("Leave empty where the file says it."),
    )
    everybody = forms.BooleanField(label=_("For all organisations of this site"), required=False)
