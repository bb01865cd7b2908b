"""Frameworks as files of other programs' formats."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from skillmark.nouns.errors import InputError
from skillmark.server.front import files
from skillmark.server.skills import services
from skillmark.server.skills.models import FrameworkRecord
from skillmark.skills.exchange import writing

NAMES = {
    "csv": gettext_lazy("Table (CSV)"),
    "case": gettext_lazy("CASE 1.1 package (JSON)"),
    "ctdl": gettext_lazy("CTDL-ASN (JSON-LD)"),
    "osmt": gettext_lazy("OSMT skill collection (CSV)"),
    "esco": gettext_lazy("The CSV files of ESCO (ZIP)"),
    "onet": gettext_lazy("The tables of O*NET (ZIP)"),
}
"""What people read for each format."""


def offered(row: FrameworkRecord) -> list[tuple[str, object]]:
    """Return the formats in which a framework can be taken away: key and name."""
    return [(key, NAMES.get(key, key.upper())) for key in writing.WRITERS]


def download(row: FrameworkRecord, form: str) -> HttpResponse:
    """Return a framework as a download.

    What the format cannot say is counted in the header `Skillmark-Left-Out`.
    """
    if form not in writing.WRITERS:
        raise InputError(
            _("there is no format %(name)s") % {"name": form[:40]},
            remedy=_("choose one of these: %(names)s") % {"names": ", ".join(writing.WRITERS)},
        )
    made = writing.export(
        form, services.framework(row), base_url=settings.BASE_URL, changed=row.imported
    )
    response = files.download(made.file_name, made.content, made.media_type)
    response.headers["Skillmark-Left-Out"] = str(len(made.lost))
    return response
