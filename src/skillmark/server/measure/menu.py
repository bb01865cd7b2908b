"""What the app `measure` adds to the menu and the dashboard."""

from django.utils.translation import gettext_lazy as _

from skillmark.server.front.entries import Entry, Section
from skillmark.server.people.actions import Action

ENTRIES = [
    Entry(
        Section.MEASURE,
        _("Does it work here?"),
        _("Days to productivity, training cost and retention, and what a credential changes."),
        "measure",
        Action.SEE_MEASURES,
        icon="chart",
        order=10,
    ),
    Entry(
        Section.MEASURE,
        _("Questions written down"),
        _("What to find out, written down before the data: starting pay, training, staying."),
        "designs",
        Action.SEE_MEASURES,
        icon="target",
        order=12,
    ),
    Entry(
        Section.MEASURE,
        _("Outcome ledger"),
        _("What became of people after hiring: bring it in as your HR system exports it."),
        "ledger",
        Action.RECORD_OUTCOMES,
        icon="upload",
        order=20,
    ),
    Entry(
        Section.MINE,
        _("My career in ledgers"),
        _("What organisations keep of your career beside your badges, and how to stop it."),
        "my_outcomes",
        Action.OWN_ACCOUNT,
        icon="list",
        order=60,
    ),
]
