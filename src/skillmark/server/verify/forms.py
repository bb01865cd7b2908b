"""What a visitor gives to be checked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class _Several(forms.ClearableFileInput):
    allow_multiple_selected = True


class Files(forms.FileField):
    """Any number of files, as a list."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=_Several(), **options)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(Files, self).clean(one, initial) for one in given]


class VerifyForm(forms.Form):
    """Files, text, and whose it should be."""

    files = Files(
        label=_("Files"),
        required=False,
        allow_empty_file=True,
        help_text=_("PNG, SVG, JSON, JWT, a ZIP of them, or a table with links."),
    )
    text = forms.CharField(
        label=_("Links or text"),
        required=False,
        max_length=4 * 2**20,
        widget=forms.Textarea(
            attrs={"rows": 4, "class": "mono", "spellcheck": "false", "autocomplete": "off"}
        ),
        help_text=_("One link a line, or the credential itself."),
    )
    holder = forms.CharField(
        label=_("Is this the right person?"),
        required=False,
        max_length=320,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "email"}),
        help_text=_("E-mail address that the badge should have been issued to."),
    )
