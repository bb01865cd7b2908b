"""What the app `assess` adds to the menu and the dashboard."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skillmark.server.assess.observing import requests
from skillmark.server.assess.rating import queue
from skillmark.server.front.entries import Entry, Section
from skillmark.server.people.actions import Action


def _waiting(request: HttpRequest) -> int:
    mine = queue.waiting_for(request.organisation, request.user, now=timezone.now())
    return int(mine.count())


def _to_observe(request: HttpRequest) -> int | None:
    return requests.waiting_for(request.user, request.organisation).count() or None


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
        _("Feedback about me"),
        _("What those around you see of how you lead and deal with people."),
        "my_feedback",
        Action.OWN_ACCOUNT,
        icon="people",
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
        _("Question bank"),
        _("Questions with their versions, and tests that are built of them."),
        "bank",
        Action.AUTHOR_TESTS,
        icon="list",
        order=12,
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
        _("Answers that wait for a person's judgement."),
        "ratings",
        Action.RATE,
        icon="star",
        figure=_waiting,
        order=30,
    ),
    Entry(
        Section.MINE,
        _("At work"),
        _("What others saw you do, what you say to it, and whom you ask."),
        "seen",
        Action.OWN_ACCOUNT,
        icon="eye",
        order=50,
    ),
    Entry(
        Section.MATCH,
        _("Observe"),
        _("Write down what you saw somebody do at work."),
        "observe",
        Action.OBSERVE,
        icon="eye",
        figure=_to_observe,
        order=30,
    ),
    Entry(
        Section.ASSESS,
        _("Feedback from all sides"),
        _("Ask those around somebody what they see."),
        "feedback",
        Action.OBSERVE,
        icon="people",
        order=40,
    ),
]
