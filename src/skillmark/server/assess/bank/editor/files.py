"""Pictures of a question that is being written: kept at once, so that nothing is lost."""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Mapping

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image

from skillmark.nouns.errors import InputError
from skillmark.server.assess import pictures
from skillmark.server.assess.bank import keeping
from skillmark.server.assess.bank.editor.given import MOST_ROWS, Given
from skillmark.server.assess.bank.models import BankFileRecord
from skillmark.server.people.models import OrganisationRecord

_ODD = re.compile(r"[^\w.-]+")


def kept(organisation: OrganisationRecord, given: Given) -> Given:
    """Return the fields without pictures that the organisation does not have."""
    digests = {row: given(f"{row}-digest") for row in given.rows("file")}
    rows = BankFileRecord.objects.of(organisation).filter(digest__in=set(digests.values()))
    there = set(rows.values_list("digest", flat=True)) if digests else set()
    return given.ordered("file", [row for row, digest in digests.items() if digest in there])


def uploaded(organisation: OrganisationRecord, given: Given, file: UploadedFile | None) -> Given:
    """Keep a picture and return the fields with it; one of the same name takes its place.

    Raises `InputError` for no file, one that is too large, and what is no picture.
    """
    if file is None:
        raise InputError(_("no picture was chosen"), remedy=_("choose a file first"))
    name = _ODD.sub("-", str(file.name).rpartition("/")[2]).strip("-.")[-80:] or "picture"
    if (file.size or 0) > pictures.LARGEST:
        most = pictures.LARGEST // 2**20
        raise InputError(
            _("this picture is larger than %(most)s megabytes") % {"most": most},
            where=name,
            remedy=_("make it smaller"),
        )
    digest = keeping.keep_file(organisation, name, file.read())
    rows = given.rows("file")
    place = next((row for row in rows if given(f"{row}-name") == name), f"file-{len(rows)}")
    if len(rows) >= MOST_ROWS:
        raise InputError(_("a question has at most %(most)s pictures") % {"most": MOST_ROWS})
    return given.put({f"{place}-name": name, f"{place}-digest": digest})


def contents(organisation: OrganisationRecord, files: Mapping[str, str]) -> dict[str, bytes]:
    """Return pictures by name; `files` are their digests."""
    found = _contents(organisation, files.values())
    return {name: found[digest] for name, digest in files.items()}


def sizes(organisation: OrganisationRecord, given: Given) -> dict[str, tuple[int, int]]:
    """Return width and height in pixels of the picture in which regions are drawn."""
    for row in given.rows("file"):
        name, digest = given(f"{row}-name"), given(f"{row}-digest")
        if name == given("image"):
            for content in _contents(organisation, [digest]).values():
                with Image.open(io.BytesIO(content)) as picture:
                    return {name: picture.size}
    return {}


def _contents(organisation: OrganisationRecord, digests: Collection[str]) -> dict[str, bytes]:
    rows = BankFileRecord.objects.of(organisation).filter(digest__in=list(digests))
    return {row.digest: bytes(row.content) for row in rows}
