"""What panellists say, round by round. Nobody sees anybody's judgements while a round is open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.assess import counting
from skillmark.server.assess.models import AttemptRecord
from skillmark.server.assess.standards.models import (
    JudgementRecord,
    Method,
    PanellistRecord,
    PanelRoundRecord,
    StandardSettingRecord,
)
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord

PAGE = "page"
"""Subject of a bookmark."""
COMPETENT, BORDER, NOT_YET = 1.0, 0.0, -1.0


@transaction.atomic
def agree(seat: PanellistRecord, *, named: bool, now: datetime) -> None:
    """Store that a panellist agrees to the text of consent, and whether to be named."""
    if seat.agreed is None:
        seat.agreed, seat.named = now, named
        seat.save(update_fields=["agreed", "named"])
        audit.record("panel_joined", seat, actor=None, organisation=seat.organisation)


def open_round(setting: StandardSettingRecord) -> PanelRoundRecord | None:
    """Return the round that is open, if one is."""
    found: PanelRoundRecord | None = setting.rounds.filter(closed=None).first()
    return found


def newest(
    rows: Iterable[JudgementRecord],
) -> dict[Any, dict[str, float]]:
    """Return the newest value of every subject by panellist; what was taken back is left out."""
    found: dict[Any, dict[str, float | None]] = {}
    for row in sorted(rows, key=lambda one: one.pk):
        found.setdefault(row.panellist_id, {})[row.subject] = row.value
    return {
        who: {subject: value for subject, value in said.items() if value is not None}
        for who, said in found.items()
    }


def said_by(seat: PanellistRecord, turn: PanelRoundRecord | None) -> dict[str, float]:
    """Return what one panellist has said in a round."""
    if turn is None:
        return {}
    return newest(turn.judgements.filter(panellist=seat)).get(seat.pk, {})


def judge(seat: PanellistRecord, subject: str, value: float | None, *, now: datetime) -> None:
    """Store one judgement of the open round; saying the same again stores nothing.

    Raises `ConflictError` where no round is open or consent is missing, `InputError` for a
    subject that is not judged here and for a value that is none.
    """
    judge_all(seat, {subject: value}, now=now)


@transaction.atomic
def judge_all(seat: PanellistRecord, judgements: dict[str, float | None], *, now: datetime) -> None:
    """Store several judgements at once."""
    setting = seat.setting
    turn = setting.rounds.select_for_update().filter(closed=None).first()
    if turn is None:
        raise ConflictError(_("no round is open; this was not stored"), code="round_closed")
    if seat.agreed is None:
        raise ConflictError(_("please agree first"), code="not_agreed")
    known = said_by(seat, turn)
    limits = _limits(setting)
    for subject, value in judgements.items():
        _check(subject, value, limits)
        if known.get(subject) != value:
            JudgementRecord.objects.create(
                organisation=seat.organisation,
                round=turn,
                panellist=seat,
                subject=subject,
                value=value,
                at=now,
            )


def _limits(setting: StandardSettingRecord) -> dict[str, tuple[float, float]]:
    """Return the lowest and highest value by subject."""
    if setting.method == Method.ANGOFF:
        return {name: (0.0, points) for name, points in setting.items}
    if setting.method == Method.BOOKMARK:
        return {PAGE: (1.0, float(len(setting.items)))}
    return {str(one.pk): (NOT_YET, COMPETENT) for one in people(setting)}


def _check(subject: str, value: float | None, limits: dict[str, tuple[float, float]]) -> None:
    if subject not in limits:
        raise InputError(_("this is not judged here"), where=subject[:100])
    if value is None:
        return
    low, high = limits[subject]
    if not low <= value <= high or (subject == PAGE and value != int(value)):
        raise InputError(
            _("%(value)s is not from %(low)s to %(high)s")
            % {"value": f"{value:g}", "low": f"{low:g}", "high": f"{high:g}"}
        )


def people(setting: StandardSettingRecord) -> list[AttemptRecord]:
    """Return the first real final sitting of everybody who has an account, by name."""
    rows = (
        counting.counted(setting.test, simulated=False)
        .exclude(account=None)
        .select_related("account")
        .order_by("submitted", "pk")
    )
    found: dict[str, AttemptRecord] = {}
    for row in rows:
        found.setdefault(row.person, row)
    return sorted(found.values(), key=lambda one: str(one.account).lower())


def needed(setting: StandardSettingRecord) -> int | None:
    """Return how many judgements a panellist owes a round; `None` where that is open."""
    if setting.method == Method.ANGOFF:
        return len(setting.items)
    return 1 if setting.method == Method.BOOKMARK else None


def progress(
    setting: StandardSettingRecord, turn: PanelRoundRecord
) -> list[tuple[PanellistRecord, int, bool]]:
    """Return every panellist, how many judgements there are, and whether that is all."""
    said = newest(turn.judgements.all())
    owed = needed(setting)
    return [
        (seat, len(said.get(seat.pk, {})), len(said.get(seat.pk, {})) >= (owed or 1))
        for seat in setting.panel.order_by("number")
    ]


@transaction.atomic
def close_round(
    setting: StandardSettingRecord,
    *,
    now: datetime,
    impact_shown: bool,
    actor: AccountRecord | None,
) -> PanelRoundRecord:
    """Close the open round; who has not finished does not count in it.

    Raises `ConflictError` where none is open, or too few have finished.
    """
    turn = setting.rounds.select_for_update().filter(closed=None).first()
    if turn is None:
        raise ConflictError(_("no round is open"))
    done = sum(finished for _seat, _count, finished in progress(setting, turn))
    fewest = 1 if setting.of_people else 2
    if done < fewest:
        raise ConflictError(
            _("%(done)s panellists have finished: too few to close the round") % {"done": done},
            remedy=_("wait for at least %(count)s") % {"count": fewest},
            code="too_few",
        )
    turn.closed, turn.impact_shown = now, impact_shown
    turn.save(update_fields=["closed", "impact_shown"])
    audit.record(
        "panel_round_closed",
        setting,
        actor=actor,
        organisation=setting.organisation,
        number=turn.number,
        finished=done,
    )
    return turn


@transaction.atomic
def next_round(setting: StandardSettingRecord, *, actor: AccountRecord | None) -> PanelRoundRecord:
    """Open the next round. Raises `ConflictError` while one is open or after the decision."""
    setting = StandardSettingRecord.objects.select_for_update().get(pk=setting.pk)
    if open_round(setting) is not None:
        raise ConflictError(_("a round is open already"))
    if setting.adoptions.exists():
        raise ConflictError(_("this standard setting has ended with a decision"))
    row = PanelRoundRecord.objects.create(
        organisation=setting.organisation, setting=setting, number=setting.rounds.count() + 1
    )
    audit.record(
        "panel_round_opened",
        setting,
        actor=actor,
        organisation=setting.organisation,
        number=row.number,
    )
    return row
