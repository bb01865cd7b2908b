"""Files from outside: read once, kept as what was read, named on every figure made of them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from skillmark.nouns.errors import InputError
from skillmark.nouns.skill import Skill
from skillmark.plan.foresight import exposure, technologies
from skillmark.plan.foresight.exposure import Exposure, read_exposure
from skillmark.plan.foresight.panel import Panel, read_counts
from skillmark.plan.foresight.periods import Every, later, number
from skillmark.plan.foresight.technologies import Technology, read_technologies
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord
from skillmark.server.plan.foresight.models import SignalKind, SignalRecord
from skillmark.skills import addresses

LARGEST = 8 << 20
"""Bytes of a file: the official ones have some 1 MB."""
SOURCES = {
    SignalKind.TECHNOLOGIES: technologies.SOURCE,
    SignalKind.EXPOSURE: exposure.SOURCE,
}


@transaction.atomic
def bring(
    organisation: OrganisationRecord,
    kind: str,
    name: str,
    data: bytes,
    *,
    version: str,
    source: str = "",
    simulated: bool = False,
    actor: AccountRecord | None,
) -> SignalRecord:
    """Read a file and keep what it says; one of the same kind, source and version is replaced.

    Raises `InputError` for a file that is not what it is called.
    """
    if len(data) > LARGEST:
        raise InputError(_("the file is too large"), where=name)
    if not version.strip():
        raise InputError(_("its release or date is not named"), where=name)
    # what is made up must not go by the name of those who judged in earnest
    source = source.strip() if simulated else SOURCES.get(SignalKind(kind), source.strip())
    if not source:
        raise InputError(_("its source is not named"), where=name)
    content, rows = _read(SignalKind(kind), data, name)
    same = SignalRecord.objects.of(organisation).filter(
        kind=kind, source=source, version=version.strip()
    )
    same.delete()
    row = SignalRecord.objects.create(
        organisation=organisation,
        kind=kind,
        name=name[:200],
        source=source[:200],
        version=version.strip()[:60],
        simulated=simulated,
        rows=rows,
        content=content,
        brought_by=actor,
    )
    audit.record("signal_brought", row, actor=actor, organisation=organisation, kind=kind)
    return row


def _read(kind: SignalKind, data: bytes, name: str) -> tuple[Any, int]:
    if kind is SignalKind.TECHNOLOGIES:
        found = read_technologies(data, where=name)
        return [asdict(one) for one in found], len(found)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(
            _("it is not UTF-8 text"), where=name, remedy=_("save it as CSV in UTF-8")
        ) from None
    if kind is SignalKind.EXPOSURE:
        table = read_exposure(text, where=name)
        return [asdict(one) for one in table], len(table)
    panel = read_counts(text, where=name)
    content = {
        "every": panel.every.value,
        "first": panel.starts[0].isoformat(),
        "skills": list(panel.skills),
        "asked": panel.asked.tolist(),
        "of": panel.of.tolist(),
        "labels": panel.labels,
    }
    return content, len(panel.skills)


@transaction.atomic
def remove(row: SignalRecord, *, actor: AccountRecord) -> None:
    """Forget a file from outside."""
    audit.record("signal_removed", row, actor=actor, organisation=row.organisation, kind=row.kind)
    row.delete()


def newest(organisation: OrganisationRecord | None, kind: SignalKind) -> SignalRecord | None:
    """Return the file of a kind that was brought last."""
    found: SignalRecord | None = SignalRecord.objects.of(organisation).filter(kind=kind).first()
    return found


def panel_of(row: SignalRecord, *, today: date) -> Panel:
    """Return the counts of a file; what is not over on `today` is cut off."""
    said = row.content
    every = Every(said["every"])
    first = date.fromisoformat(said["first"])
    asked, of = np.array(said["asked"]), np.array(said["of"])
    over = min(asked.shape[1], max(0, number(today, every) - number(first, every)))
    return Panel(
        every,
        tuple(later(first, every, step) for step in range(over)),
        tuple(said["skills"]),
        asked[:, :over],
        of[:, :over],
        dict(said["labels"]),
    )


def exposures(row: SignalRecord | None) -> dict[str, Exposure]:
    """Return the occupations of a file by code."""
    if row is None:
        return {}
    return {
        one["code"]: Exposure(one["code"], one["title"], tuple(one["people"]), tuple(one["model"]))
        for one in row.content
    }


@lru_cache(maxsize=4)
def _by_address(pk: str) -> tuple[dict[str, Technology], dict[str, Technology]]:
    content = SignalRecord.objects.values_list("content", flat=True).get(pk=pk)
    found = [Technology(**one | {"in_demand": tuple(one["in_demand"])}) for one in content]
    return (
        {addresses.onet_technology(one.name): one for one in found},
        {one.name.casefold(): one for one in found},
    )


def technology_of(row: SignalRecord | None, skill: Skill | None) -> Technology | None:
    """Return how O*NET marks a skill: by a link of its framework, or by the very same name."""
    if row is None or skill is None:
        return None
    by_address, by_name = _by_address(str(row.pk))
    for address in (skill.uri, *(one.target for one in skill.alignments)):
        if address in by_address:
            return by_address[address]
    names = [*skill.label.as_mapping().values(), *(label for _tag, label in skill.alt_labels)]
    return next((by_name[one.casefold()] for one in names if one.casefold() in by_name), None)
