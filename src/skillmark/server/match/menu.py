"""What the app `match` adds to the menu and the dashboard."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from skillmark.server.front.entries import Entry, Section
from skillmark.server.match.roles import open_roles
from skillmark.server.people.actions import Action


def _open(request: HttpRequest) -> int:
    return open_roles(request.organisation).count()


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
]
