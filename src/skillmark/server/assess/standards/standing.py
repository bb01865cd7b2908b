"""What a standard setting says so far: rounds, recommendation, who would pass."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from skillmark.assess.scaling.response_model import ItemParameters
from skillmark.assess.standards.angoff import Angoff, PanelCut, angoff
from skillmark.assess.standards.bookmark import Booklet, Bookmarks, booklet, bookmarks
from skillmark.assess.standards.consistency import FEWEST_PER_ITEM, Consistency, consistency
from skillmark.assess.standards.decision import StandardSetting
from skillmark.assess.standards.groups import (
    Costs,
    GroupCut,
    borderline_group,
    contrasting_groups,
)
from skillmark.assess.standards.impact import SMALLEST_CELL, Impact, impact
from skillmark.assess.standards.panel import Member, Panel, Round
from skillmark.assess.standards.ratings import Ratings
from skillmark.nouns.credibility import FieldData
from skillmark.nouns.errors import InputError
from skillmark.server.assess import counting
from skillmark.server.assess.standards import judging
from skillmark.server.assess.standards.models import (
    Method,
    PanellistRecord,
    PanelRoundRecord,
    StandardSettingRecord,
)

IN_WORDS = {
    Method.ANGOFF: "modified Angoff",
    Method.BOOKMARK: "bookmark",
    Method.BORDERLINE: "borderline group",
    Method.CONTRASTING: "contrasting groups",
}
"""How the record and the credential name a method; they are in English."""


@dataclass(frozen=True)
class Standing:
    """One setting, read once. Rounds that are open are not looked at."""

    row: StandardSettingRecord

    @cached_property
    def seats(self) -> list[PanellistRecord]:
        """The panel, in the order of its numbers."""
        return list(self.row.panel.select_related("account").order_by("number"))

    @cached_property
    def rounds(self) -> list[PanelRoundRecord]:
        """Rounds that are closed, earliest first."""
        return list(self.row.rounds.exclude(closed=None).order_by("number"))

    @cached_property
    def said(self) -> list[dict[Any, dict[str, float]]]:
        """For every closed round, what those who finished it said, by seat."""
        owed = judging.needed(self.row) or 1
        return [
            {
                who: values
                for who, values in judging.newest(turn.judgements.all()).items()
                if len(values) >= owed
            }
            for turn in self.rounds
        ]

    @cached_property
    def ratings(self) -> list[Ratings]:
        """The rounds of a panel that rates items; panellists are named by their seats' numbers."""
        return self._rated[0]

    @cached_property
    def _rated(self) -> tuple[list[Ratings], str]:
        """The rounds that are ratings, and what is wrong with the last one."""
        found: list[Ratings] = []
        wrong = ""
        for said in self.said if self.row.method == Method.ANGOFF else []:
            try:
                found.append(self._round(said))
                wrong = ""
            except InputError as error:
                wrong = str(error)
        return ([], wrong) if wrong else (found, "")

    def _round(self, said: dict[Any, dict[str, float]]) -> Ratings:
        there = [seat for seat in self.seats if seat.pk in said]
        items = [name for name, _points in self.row.items]
        return Ratings(
            tuple(str(seat.number) for seat in there),
            tuple(items),
            tuple(points for _name, points in self.row.items),
            np.array([[said[seat.pk][name] for name in items] for seat in there]),
        )

    @cached_property
    def parameters(self) -> ItemParameters:
        """Bookmark: the items as they were calibrated."""
        a, b = np.array(self.row.parameters, dtype=float).reshape(-1, 2).T
        return ItemParameters(a, -a * b, np.zeros(len(a)))

    @cached_property
    def booklet(self) -> Booklet:
        """Bookmark: the items from easy to hard."""
        return booklet(
            [name for name, _points in self.row.items],
            self.parameters,
            response_probability=self.row.response_probability,
        )

    @cached_property
    def angoff(self) -> Angoff | None:
        """What rated items give, if that is the method and a round is closed."""
        return angoff(self.ratings) if self.ratings else None

    @cached_property
    def bookmarks(self) -> list[Bookmarks]:
        """What bookmarks give, a closed round each."""
        if self.row.method != Method.BOOKMARK:
            return []
        points = [worth for _name, worth in self.row.items]
        numbers = {seat.pk: str(seat.number) for seat in self.seats}
        return [
            bookmarks(
                {numbers[who]: int(marks[judging.PAGE]) for who, marks in said.items()},
                self.booklet,
                self.parameters,
                points,
            )
            for said in self.said
        ]

    @cached_property
    def groups(self) -> dict[float, list[float]]:
        """Scores of judged people by what all their judges agree on, on the setting's scale."""
        if not self.row.of_people or not self.said:
            return {}
        verdicts: dict[str, set[float]] = {}
        for values in self.said[-1].values():
            for subject, value in values.items():
                verdicts.setdefault(subject, set()).add(value)
        found: dict[float, list[float]] = {}
        for attempt in judging.people(self.row):
            agreed = verdicts.get(str(attempt.pk), set())
            if len(agreed) == 1 and attempt.score is not None:
                share = attempt.score / attempt.maximum
                found.setdefault(next(iter(agreed)), []).append(share * self.row.maximum)
        return found

    @cached_property
    def group_cut(self) -> GroupCut | None:
        """The cut from people whom judges know. Raises `InputError` where there is none."""
        if not self.row.of_people or not self.rounds:
            return None
        # The same people give the same figures, whoever looks and whenever.
        rng = np.random.default_rng(self.row.pk.int % 2**63)
        if self.row.method == Method.BORDERLINE:
            return borderline_group(self.groups.get(judging.BORDER, []), rng=rng)
        return contrasting_groups(
            self.groups.get(judging.COMPETENT, []),
            self.groups.get(judging.NOT_YET, []),
            costs=Costs(false_pass=self.row.cost_of_false_pass),
            rng=rng,
        )

    @cached_property
    def cuts(self) -> list[PanelCut]:
        """The panel's cut, a closed round each; empty where people are judged."""
        if self.angoff is not None:
            return list(self.angoff.rounds)
        return [one.cut for one in self.bookmarks]

    @cached_property
    def answer(self) -> tuple[float, float] | None:
        """Recommended cut and its standard error. Raises `InputError` where there is none."""
        if not self.rounds:
            return None
        if self.cuts:
            return self.cuts[-1].score, self.cuts[-1].standard_error
        found = self.group_cut
        return None if found is None else (found.score, found.standard_error)

    @cached_property
    def why_not(self) -> str:
        """Why there is no recommendation; empty where there is one, or no round is closed."""
        try:
            _answer = self.answer
        except InputError as error:
            return str(error)
        return self._rated[1]

    @cached_property
    def real_scores(self) -> list[float]:
        """Scores of real people's first sittings, on the scale of the setting."""
        rows = counting.counted(self.row.test, simulated=False)
        first: dict[str, float] = {}
        for one in rows.order_by("submitted", "pk"):
            first.setdefault(one.person, (one.score or 0.0) / one.maximum * self.row.maximum)
        return list(first.values())

    @cached_property
    def impact(self) -> Impact | None:
        """Who of the real people would pass; `None` without a cut or with too few of them."""
        if self.why_not or self.answer is None or len(self.real_scores) < SMALLEST_CELL:
            return None
        return impact(self.real_scores, *self.answer, field_data=FieldData.REAL)

    @cached_property
    def consistency(self) -> Consistency | None:
        """Every panellist beside the panel: for the facilitator."""
        if self.angoff is None:
            return None
        return consistency(self.ratings[-1], first=self.ratings[0], difficulty=self._difficulty())

    def _difficulty(self) -> dict[str, float] | None:
        rows = self.row.test.calibrations.filter(field_data=FieldData.REAL)
        newest = rows.order_by("-computed", "-pk").first()
        if newest is None:
            return None
        return {
            one["item"]: one["difficulty"]
            for one in newest.items
            if one["persons"] >= FEWEST_PER_ITEM
        }

    @cached_property
    def cautions(self) -> list[str]:
        """What a reader of the record has to know."""
        said: list[str] = []
        if self.row.simulated:
            said.append("simulated panel: no field data")
        if self.angoff is not None:
            said += self.angoff.cautions
        if self.bookmarks and not self.row.calibrated_on_real:
            said.append("no field data: the calibration rests on simulated responses")
        if self.bookmarks and any(points != 1 for _name, points in self.row.items):
            said.append("items of several points count where they are fully right")
        if self.group_cut is not None:
            said += self.group_cut.cautions
        return said

    def noun(self) -> StandardSetting:
        """Return the recommendation with its panel, for the record and the act.

        Raises `InputError` where no round is closed, or the judgements give no cut.
        """
        if self.why_not:
            raise InputError(self.why_not)
        if self.answer is None:
            raise InputError(_("no round is closed yet"), code="no_round")
        method = IN_WORDS[Method(self.row.method)]
        if self.row.simulated:
            method = f"simulated panel, {method}"
        score, error = self.answer
        return StandardSetting(
            method,
            score,
            self.row.maximum,
            error,
            panel=self.panel,
            impact=self.impact,
            people=0 if self.group_cut is None else self.group_cut.people,
            cautions=tuple(self.cautions),
        )

    @cached_property
    def panel(self) -> Panel:
        """The panel's record: those who finished a round."""
        took_part = {who for said in self.said for who in said}
        seats = [seat for seat in self.seats if seat.pk in took_part]
        return Panel(
            candidate=self.row.candidate,
            members=tuple(
                Member(str(seat.number), seat.name, seat.role, seat.expertise, seat.named)
                for seat in seats
            ),
            rounds=tuple(
                Round(
                    turn.number,
                    turn.closed.date(),
                    # Whom judges named stays out of what may be printed.
                    {}
                    if self.row.of_people
                    else {str(seat.number): said[seat.pk] for seat in seats if seat.pk in said},
                    _feedback(turn),
                )
                for turn, said in zip(self.rounds, self.said, strict=True)
            ),
            training=self.row.training,
        )


def _feedback(turn: PanelRoundRecord) -> tuple[str, ...]:
    shown = ("distribution of the ratings, and one's own place",)
    return (*shown, "who of the real people would pass") if turn.impact_shown else shown


def standing(row: StandardSettingRecord) -> Standing:
    """Return what a setting says so far."""
    return Standing(row)
