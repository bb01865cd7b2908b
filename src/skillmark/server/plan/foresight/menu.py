"""What foresight adds to the menu and the dashboard."""

from django.utils.translation import gettext_lazy as _

from skillmark.server.front.entries import Entry, Section
from skillmark.server.people.actions import Action

ENTRIES = [
    Entry(
        Section.PLAN,
        _("Foresight"),
        _("What is asked for more and more, what less, and what nobody can say."),
        "foresight",
        Action.SEE_PLANS,
        icon="eye",
        order=60,
    ),
    Entry(
        Section.PLAN,
        _("Scenarios"),
        _("These roles change so: who is ready, who learns what, and what it costs."),
        "scenarios",
        Action.SEE_PLANS,
        icon="layers",
        order=70,
    ),
    Entry(
        Section.PLAN,
        _("GenAI readiness"),
        _("By business function: verified, observed, claimed, beside what is exposed."),
        "genai_readiness",
        Action.SEE_PLANS,
        icon="gears",
        order=80,
    ),
    Entry(
        Section.MINE,
        _("What changes for me"),
        _("What planned changes of your role mean, and what you have proven for them already."),
        "scenario_mine",
        Action.OWN_PLAN,
        icon="calendar",
        order=45,
    ),
]
