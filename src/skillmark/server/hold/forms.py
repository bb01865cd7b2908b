"""What people give to their backpack."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from skillmark.server.hold.sharing import DAYS
from skillmark.server.verify.forms import Files


class AddForm(forms.Form):
    """Badges from elsewhere."""

    files = Files(
        label=_("Files"),
        required=False,
        allow_empty_file=True,
        help_text=_("PNG, SVG, JSON, JWT, or a ZIP of them, as you received them."),
    )
    text = forms.CharField(
        label=_("Links or text"),
        required=False,
        max_length=4 * 2**20,
        widget=forms.Textarea(attrs={"rows": 3, "class": "mono", "spellcheck": "false"}),
        help_text=_("One link a line, or the credential itself."),
    )


class ShareForm(forms.Form):
    """For how long a link shows a badge."""

    days = forms.TypedChoiceField(
        label=_("The link works for"),
        choices=[
            (DAYS[0], _("7 days")),
            (DAYS[1], _("30 days")),
            (DAYS[2], _("90 days")),
            (DAYS[3], _("one year")),
            (0, _("until I end it")),
        ],
        coerce=int,
        initial=DAYS[1],
    )
