"""What the app `plan` adds to the menu and the dashboard."""

from django.utils.translation import gettext_lazy as _

from skillmark.server.front.entries import Entry, Section
from skillmark.server.people.actions import Action
from skillmark.server.plan.foresight.menu import ENTRIES as FORESIGHT

ENTRIES = [
    Entry(
        Section.PLAN,
        _("Gaps and plans"),
        _("What people lack for their roles, and the best that a budget can close."),
        "plans",
        Action.SEE_PLANS,
        icon="target",
        order=10,
    ),
    Entry(
        Section.PLAN,
        _("Where the gaps are"),
        _("Teams by skills, against the roles of today and those to come."),
        "gaps",
        Action.SEE_PLANS,
        icon="chart",
        order=12,
    ),
    Entry(
        Section.PLAN,
        _("People planned for"),
        _("Lists of people from your HR system, and what the planning rests on."),
        "planned_people",
        Action.PLAN,
        icon="people",
        order=15,
    ),
    Entry(
        Section.PLAN,
        _("What can be learned"),
        _("Credentials with their cost, hours, seats and prerequisites."),
        "offers",
        Action.SEE_PLANS,
        icon="book",
        order=20,
    ),
    Entry(
        Section.PLAN,
        _("Onboarding"),
        _("Who was hired, what they learn by when, and what they need not learn."),
        "onboardings",
        Action.SEE_ONBOARDING,
        icon="route",
        order=30,
    ),
    Entry(
        Section.MINE,
        _("My next step"),
        _("What is missing for the role you are growing into, and what would close it."),
        "my_plan",
        Action.OWN_PLAN,
        icon="route",
        order=40,
    ),
    *FORESIGHT,
]
