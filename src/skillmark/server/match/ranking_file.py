"""A ranking as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from skillmark.server.define.models import RecognitionRecord
from skillmark.server.front.files import csv_file
from skillmark.server.front.templatetags.look import CLASSES, words
from skillmark.server.match.shown import Place


def ranking_csv(
    name: str, skills: Sequence[dict[str, str]], places: Iterable[Place]
) -> HttpResponse:
    """Return a row a person: the four shares in percent, then class and fit of every skill."""
    header = [_("Place"), _("Person")]
    rows: list[list[Any]] = []
    for place in places:
        if not rows:
            header += [f"{CLASSES[bar.cls][0]} (%)" for bar in place.bars]
            header += [_("Musts unmet"), _("Missing"), _("Files refused"), _("Recognised by")]
            for label in skills:
                header += [words(label), f"{words(label)}: {_('fit')} (%)"]
        rows.append(
            [
                place.ranked.rank,
                place.name,
                *(round(100 * bar.share, 2) for bar in place.bars),
                "; ".join(words(one) for one in place.musts_unmet),
                "; ".join(words(one) for one in place.missing),
                len(place.refused),
                "; ".join(_rule(one) for one in place.recognised),
                *_skills(place),
            ]
        )
    return csv_file(f"{name}.csv", header, rows)


def _rule(row: RecognitionRecord) -> str:
    said = _("%(badge)s: %(name)s, %(day)s") % {
        "badge": row.external_name or row.external_id,
        "name": row.decided_name,
        "day": row.decided.date().isoformat(),
    }
    if row.expires is None:
        return said
    return _("%(said)s, until %(day)s") % {"said": said, "day": row.expires.isoformat()}


def _skills(place: Place) -> Iterable[Any]:
    for reason in place.reasons:
        yield str(CLASSES[reason.part.evidence_class][0])
        yield round(100 * reason.part.fit, 1)
