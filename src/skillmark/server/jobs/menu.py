"""What the app `jobs` adds to the menu and the dashboard."""

from django.utils.translation import gettext_lazy as _

from skillmark.server.front.entries import Entry, Section
from skillmark.server.people.actions import Action

ENTRIES = [
    Entry(
        Section.RUN,
        _("Background jobs"),
        _("What is running, how far it is, and what went wrong."),
        "jobs",
        Action.SEE_JOBS,
        icon="gears",
    ),
]
