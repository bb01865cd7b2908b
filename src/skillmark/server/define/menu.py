"""What the app `define` adds to the menu and the dashboard."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from skillmark.server.define import services
from skillmark.server.define.learning import recognising, walking
from skillmark.server.define.models import OpportunityRecord, PathwayRecord
from skillmark.server.front.entries import Entry, Section
from skillmark.server.people.actions import Action


def _achievements(request: HttpRequest) -> int:
    return services.offered(request.organisation).count()


def _pathways(request: HttpRequest) -> int:
    return PathwayRecord.objects.of(request.organisation).count()


def _opportunities(request: HttpRequest) -> int:
    return OpportunityRecord.objects.of(request.organisation).count()


def _mine(request: HttpRequest) -> str | None:
    """How far one is on the pathway that one began last: "2 of 5"."""
    walk = next(iter(walking.mine(request.user, most=1, fresh=False)), None)
    if walk is None:
        return None
    return _("%(have)s of %(all)s") % {"have": walk.counted, "all": walk.needed}


def _asked(request: HttpRequest) -> int | None:
    return recognising.open_requests(request.organisation).count() or None


ENTRIES = [
    Entry(
        Section.MINE,
        _("My pathways"),
        _("How far you are, and what you can do next."),
        "my_pathways",
        Action.OWN_BACKPACK,
        icon="route",
        figure=_mine,
        order=15,
    ),
    Entry(
        Section.DEFINE,
        _("Catalogue"),
        _("Everything that can be earned on this site."),
        "catalogue",
        None,
        icon="book",
        order=20,
    ),
    Entry(
        Section.DEFINE,
        _("Achievements"),
        _("What you award: criteria, skills and levels."),
        "achievements",
        Action.SEE_DEFINITIONS,
        icon="target",
        figure=_achievements,
        order=30,
    ),
    Entry(
        Section.DEFINE,
        _("Pathways"),
        _("How small achievements stack to larger ones."),
        "pathways",
        Action.SEE_DEFINITIONS,
        icon="route",
        figure=_pathways,
        order=40,
    ),
    Entry(
        Section.DEFINE,
        _("Learning opportunities"),
        _("Courses and offers, and who finished them."),
        "opportunities",
        Action.SEE_DEFINITIONS,
        icon="star",
        figure=_opportunities,
        order=50,
    ),
    Entry(
        Section.DEFINE,
        _("Completions"),
        _("Take over who finished what from a learning platform."),
        "completions",
        Action.RECORD_COMPLETIONS,
        icon="upload",
        order=60,
    ),
    Entry(
        Section.DEFINE,
        _("Demand for skills"),
        _("What employers ask for that you do not confirm, and what nobody asks for any more."),
        "demand",
        Action.READ_TEXTS,
        icon="chart",
        order=75,
    ),
    Entry(
        Section.DEFINE,
        _("Recognition"),
        _("What of others counts as yours, decided by a person."),
        "recognitions",
        Action.DEFINE,
        icon="link",
        figure=_asked,
        order=70,
    ),
]
