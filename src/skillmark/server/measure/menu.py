"""What the app `measure` adds to the menu and the dashboard."""

from django.utils.translation import gettext_lazy as _

from skillmark.server.front.entries import Entry, Section
from skillmark.server.people.actions import Action

ENTRIES = [
    Entry(
        Section.MEASURE,
        _("Does it work here?"),
        _("How people come along, what is established and what not, and what it cost."),
        "measure",
        Action.SEE_MEASURES,
        icon="chart",
        order=10,
    ),
    Entry(
        Section.MEASURE,
        _("For leaders"),
        _("Gaps closed, readiness for GenAI, who can now and who can soon."),
        "measure_leaders",
        Action.SEE_BENCH,
        icon="target",
        order=12,
    ),
    Entry(
        Section.MEASURE,
        _("Feedback for providers"),
        _("Whether results of assessments foretell how people do their work."),
        "provider_feedback",
        Action.SEE_MEASURES,
        icon="speech",
        order=14,
    ),
    Entry(
        Section.MEASURE,
        _("Questions and later performance"),
        _("Which questions of your tests go with how people do their work later."),
        "item_feedback",
        Action.SEE_RESULTS,
        icon="list",
        order=15,
    ),
    Entry(
        Section.MEASURE,
        _("Self-ratings"),
        _("What people say of themselves, beside what others assessed after."),
        "self_calibration",
        Action.SEE_MEASURES,
        icon="user",
        order=16,
    ),
    Entry(
        Section.MEASURE,
        _("Equity of outcomes"),
        _("What became of people by the groups that were uploaded."),
        "equity",
        Action.SEE_MEASURES,
        icon="people",
        order=18,
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
]
