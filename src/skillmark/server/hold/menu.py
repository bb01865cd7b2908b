"""What the app `hold` adds to the menu and the dashboard."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from skillmark.server.front.entries import Entry, Section
from skillmark.server.people.actions import Action


def _badges(request: HttpRequest) -> Any:
    return request.user.badges.count() or None


ENTRIES = [
    Entry(
        Section.MINE,
        _("My backpack"),
        _("Your badges, from here and elsewhere: share them, take them along."),
        "backpack",
        Action.OWN_BACKPACK,
        icon="bag",
        figure=_badges,
        order=10,
    ),
    Entry(
        Section.MINE,
        _("Who may see my skills"),
        _("Agree or withdraw, for each organisation and each purpose."),
        "consent",
        Action.OWN_BACKPACK,
        icon="eye",
        order=20,
    ),
]
