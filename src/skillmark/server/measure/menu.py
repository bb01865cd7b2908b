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
        _("Outcome ledger"),
        _("Upload what became of people after hiring."),
        "ledger",
        Action.RECORD_OUTCOMES,
        icon="upload",
        order=20,
    ),
    Entry(
        Section.MEASURE,
        _("Costs and worth"),
        _("What the programme costs and saves, and what would have to be true for it to pay."),
        "costs",
        Action.SEE_MEASURES,
        icon="money",
        order=30,
    ),
]
