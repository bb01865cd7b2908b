"""Bodies of the API of `define`: documents with an id that stays."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from pydantic import BaseModel

from skillmark.nouns.errors import ConflictError, InputError


class Document(BaseModel, extra="allow"):
    """A document as `skillmark.define` reads it; every mistake in it is named."""

    id: str


def fresh(rows: Any, document: Document) -> dict[str, Any]:
    """Return the document of something new; `ConflictError` where its id is taken."""
    said = document.model_dump()
    if rows.filter(slug=said["id"]).exists():
        raise ConflictError(_("there is one with this id already"), where="/id", code="exists")
    return said


def same(document: Document, row: Any) -> dict[str, Any]:
    """Return the document of a change; `InputError` where it would change the id."""
    said = document.model_dump()
    if said["id"] != row.slug:
        raise InputError(
            _("the id does not change"),
            where="/id",
            remedy=_("it is %(name)s") % {"name": row.slug},
        )
    return said
