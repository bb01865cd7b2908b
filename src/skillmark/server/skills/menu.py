"""What the app `skills` adds to the menu and the dashboard."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from skillmark.server.front.entries import Entry, Section
from skillmark.server.people.actions import Action
from skillmark.server.skills.reading.models import TextRecord


def _texts(request: HttpRequest) -> int:
    return TextRecord.objects.of(request.organisation).count()


ENTRIES = [
    Entry(
        Section.DEFINE,
        _("Skills"),
        _("Search the frameworks: what each skill means at each level."),
        "skills",
        None,
        icon="search",
        order=10,
    ),
    Entry(
        Section.DEFINE,
        _("Import a framework"),
        _("ESCO, O*NET, CASE, CTDL, OSMT or a table of your own."),
        "framework_import",
        Action.IMPORT_FRAMEWORK,
        icon="upload",
        order=80,
    ),
    Entry(
        Section.DEFINE,
        _("Crosswalks"),
        _("Which skills of one framework correspond to those of another."),
        "crosswalks",
        Action.SEE_DEFINITIONS,
        icon="link",
        order=82,
    ),
    Entry(
        Section.DEFINE,
        _("Texts"),
        _("Read job advertisements and course descriptions: their words light up with skills."),
        "texts",
        Action.READ_TEXTS,
        icon="document",
        figure=_texts,
        order=15,
    ),
]
