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
