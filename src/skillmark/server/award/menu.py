"""What the app `award` adds to the menu and the dashboard."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from skillmark.server.award.models import AwardRecord, Standing
from skillmark.server.front.entries import Entry, Section
from skillmark.server.people.actions import Action


def _awards(request: HttpRequest) -> int:
    return AwardRecord.objects.of(request.organisation).filter(standing=Standing.ACTIVE).count()


ENTRIES = [
    Entry(
        Section.AWARD,
        _("Awards"),
        _("Every award, its status and its public page."),
        "awards",
        Action.SEE_AWARDS,
        icon="seal",
        figure=_awards,
        order=10,
    ),
    Entry(
        Section.AWARD,
        _("Award one person"),
        _("Signed at once, and told by mail."),
        "award_create",
        Action.AWARD,
        icon="plus",
        order=20,
    ),
    Entry(
        Section.AWARD,
        _("Award many people"),
        _("From a CSV file, signed in the background."),
        "award_upload",
        Action.AWARD,
        icon="upload",
        order=30,
    ),
    Entry(
        Section.AWARD,
        _("Keys"),
        _("What signs for your organisation."),
        "keys",
        Action.MANAGE_KEYS,
        icon="key",
        order=80,
    ),
    Entry(
        Section.AWARD,
        _("Endorsements"),
        _("Your word on others' work, and theirs on yours."),
        "endorsements",
        Action.AWARD,
        icon="seal",
        order=85,
    ),
    Entry(
        Section.AWARD,
        _("Known issuers"),
        _("Whose badges your organisation can place, and why."),
        "known_issuers",
        Action.VOUCH,
        icon="building",
        order=90,
    ),
]
