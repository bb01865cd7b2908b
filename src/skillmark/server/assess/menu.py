"""What the app `assess` adds to the menu and the dashboard."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from skillmark.server.assess.rating import services as rating
from skillmark.server.front.entries import Entry, Section
from skillmark.server.people.actions import Action


def _waiting(request: HttpRequest) -> int:
    return rating.queue(request.organisation).count()


ENTRIES = [
    Entry(
        Section.MINE,
        _("Tests"),
        _("Sit a test and earn a badge for what you can do."),
        "sittings",
        Action.SIT_TEST,
        icon="pen",
        order=20,
    ),
    Entry(
        Section.MINE,
        _("Seen by others"),
        _("What those around you see of how you lead."),
        "my_feedback",
        Action.OWN_ACCOUNT,
        icon="eye",
        order=60,
    ),
    Entry(
        Section.ASSESS,
        _("Test library"),
        _("Tests, their cut scores, and how far each can be believed."),
        "tests",
        Action.SEE_RESULTS,
        icon="book",
        order=10,
    ),
    Entry(
        Section.ASSESS,
        _("Results"),
        _("Who sat which test, and what came of it."),
        "test_results",
        Action.SEE_RESULTS,
        icon="list",
        order=20,
    ),
    Entry(
        Section.ASSESS,
        _("Standard settings"),
        _("Panels that say where passing begins, and what was decided."),
        "standard_settings",
        Action.SEE_RESULTS,
        icon="target",
        order=15,
    ),
    Entry(
        Section.ASSESS,
        _("Accommodations"),
        _("More time or breaks for people who need them."),
        "accommodations",
        Action.AUTHOR_TESTS,
        icon="clock",
        order=25,
    ),
    Entry(
        Section.ASSESS,
        _("Answers to rate"),
        _("Short answers that wait for a person's judgement."),
        "ratings",
        Action.RATE,
        icon="star",
        figure=_waiting,
        order=30,
    ),
    Entry(
        Section.ASSESS,
        _("Leadership feedback"),
        _("Ask those around somebody what they see."),
        "feedback",
        Action.OBSERVE,
        icon="people",
        order=40,
    ),
]
