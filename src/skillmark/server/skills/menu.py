"""What the app `skills` adds to the menu and the dashboard."""

from django.utils.translation import gettext_lazy as _

from skillmark.server.front.entries import Entry, Section
from skillmark.server.people.actions import Action

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
]
