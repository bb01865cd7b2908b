"""Questions of the bank in the formats that other programs read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from skillmark.assess import exchange
from skillmark.assess.exchange import Format, Remark
from skillmark.assess.exchange.formats import NO_BLUEPRINT
from skillmark.assess.items import Test
from skillmark.nouns.errors import InputError
from skillmark.nouns.text import Text
from skillmark.server.assess.bank.copies import copies
from skillmark.server.assess.bank.models import QuestionVersionRecord

ENDINGS = {
    Format.QTI: ("zip", "application/zip"),
    Format.TOML: ("toml", "application/toml"),
    Format.MOODLE: ("xml", "application/xml"),
    Format.GIFT: ("gift", "text/plain; charset=utf-8"),
    Format.CSV: ("csv", "text/csv; charset=utf-8"),
}
"""Ending and media type of what is written."""


@dataclass(frozen=True, slots=True)
class Handed:
    """A file, and what its format could not say."""

    content: bytes
    name: str
    media_type: str
    remarks: tuple[Remark, ...]


def hand(
    versions: Iterable[QuestionVersionRecord], kind: Format, *, title: str, language: str
) -> Handed:
    """Return these versions as a file. States are not part of it: who reads it reviews anew.

    Raises `InputError` where there is nothing to write.
    """
    found = copies(versions)
    if not found.items:
        raise InputError(_("there are no questions to export"), remedy=_("choose some"))
    items = tuple(replace(one, pilot=False) for one in found.items)
    test = Test(
        id="bank",
        title=Text.of(title, language),
        description=Text.of(title, language),
        language=language,
        minutes=None,
        blueprint=tuple(Counter(one.skill for one in items).items()),
        items=items,
        stimuli=tuple(found.stimuli),
    )
    told: list[Remark] = []
    content = exchange.write(test, found.files, kind, language=language, remark=told.append)
    if kind is Format.TOML and found.files:
        words = _("left out: pictures (%(count)s files)") % {"count": len(found.files)}
        told.append(Remark(exchange.Fate.CHANGED, _("the bank"), words))
    ending, media_type = ENDINGS[kind]
    # a bank has none of that
    kept = tuple(one for one in told if one.words != NO_BLUEPRINT)
    return Handed(content, f"bank.{ending}", media_type, kept)
