"""What the app `match` adds to the menu and the dashboard."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from skillmark.server.front.entries import Entry, Section
from skillmark.server.match.deciding import contesting
from skillmark.server.match.roles import open_roles
from skillmark.server.people.actions import Action


def _open(request: HttpRequest) -> int:
    return open_roles(request.organisation).count()


def _contested(request: HttpRequest) -> int:
    return contesting.waiting(request.organisation).count()


ENTRIES = [
    Entry(
        Section.MINE,
        _("My skills"),
        _("What speaks for your skills, and the roles that fit you."),
        "my_skills",
        Action.OWN_MATCHES,
        icon="target",
        order=30,
    ),
    Entry(
        Section.MATCH,
        _("Roles"),
        _("What jobs ask for, and who fits best, with every reason."),
        "roles",
        Action.RANK_PEOPLE,
        icon="people",
        figure=_open,
        order=10,
    ),
    Entry(
        Section.MATCH,
        _("Bench"),
        _("Who can do what, and what hangs on one person alone."),
        "bench",
        Action.SEE_BENCH,
        icon="layers",
        order=20,
    ),
    Entry(
        Section.MINE,
        _("Decisions about me"),
        _("What was decided, on which evidence, and how to contest it."),
        "my_decisions",
        Action.OWN_MATCHES,
        icon="shield",
        order=60,
    ),
    Entry(
        Section.MATCH,
        _("Contests"),
        _("What people say against decisions about them, and your answers."),
        "contests",
        Action.DECIDE,
        icon="speech",
        figure=_contested,
        order=30,
    ),
    Entry(
        Section.MATCH,
        _("Bias audit"),
        _("Selection rates of your decisions, group by group, and what the numbers carry."),
        "matching_audit",
        Action.AUDIT_MATCHING,
        icon="chart",
        order=40,
    ),
    Entry(
        Section.RUN,
        _("Fair matching"),
        _("How long decisions are kept, the public notice, the voluntary survey."),
        "matching_policy",
        Action.MANAGE_ORGANISATION,
        icon="shield",
    ),
    Entry(
        Section.MATCH,
        _("Who can do it?"),
        _("Who can now, who in eight weeks, and by which shortest way."),
        "who",
        Action.SEE_BENCH,
        icon="search",
        order=30,
    ),
    Entry(
        Section.MATCH,
        _("Redeployment"),
        _("Whom of a shrinking role fits which growing one."),
        "redeployments",
        Action.SEE_BENCH,
        icon="route",
        order=40,
    ),
    Entry(
        Section.MINE,
        _("What moves me up"),
        _("The one credential that changes most, for every open role."),
        "my_next",
        Action.OWN_MATCHES,
        icon="arrow",
        order=35,
    ),
    Entry(
        Section.MATCH,
        _("Badges from elsewhere"),
        _("What they count as here, stated by a person."),
        "recognition_rules",
        Action.RECOGNISE,
        icon="seal",
        order=40,
    ),
    Entry(
        Section.MATCH,
        _("What scores rest on"),
        _("The assumptions behind every ranking, and what changes with them."),
        "matching_assumptions",
        Action.DEFINE_ROLES,
        icon="gears",
        order=60,
    ),
]
