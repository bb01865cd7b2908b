"""What the app `verify` adds to the menu and the home page."""

from django.utils.translation import gettext_lazy as _

from skillmark.server.front.entries import Entry, Section

ENTRIES = [
    Entry(
        Section.AWARD,
        _("Verify a badge"),
        _("Any badge of any age: valid, invalid, or could not check, and why."),
        "verify",
        None,
        icon="shield",
        order=60,
    ),
]
