"""What `skillmark assess standard` prints: tables for people, one object for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from skillmark.cli.assess.shared import plain, table
from skillmark.cli.console import out

if TYPE_CHECKING:
    from skillmark.assess.standards.angoff import Angoff, PanelCut
    from skillmark.assess.standards.bookmark import Booklet, Bookmarks
    from skillmark.assess.standards.consistency import Consistency
    from skillmark.assess.standards.groups import GroupCut
    from skillmark.assess.standards.impact import Impact
    from skillmark.nouns.credibility import Interval

NOT_YET = "This is a recommendation. A cut is set by somebody who decides it and says why."


def angoff_as_json(found: Angoff, people: Consistency, passing: Impact | None) -> dict[str, Any]:
    """Return all that is known of a panel that rated items."""
    parts = found.components
    return {
        "method": "angoff",
        **_cut_as_json(found.cut),
        "rounds": [_cut_as_json(one) for one in found.rounds],
        "components": None
        if parts is None
        else {
            "panellist": parts.panellist,
            "item": parts.item,
            "rest": parts.rest,
            "error_same_items": parts.error(),
            "error_other_items": parts.error(items_too=True),
            "panellists_to_halve": parts.panellists_for(parts.error() / 2),
            "panellists_to_halve_other_items": parts.panellists_for(
                parts.error(items_too=True) / 2, items_too=True
            ),
        },
        "panellists": [
            {
                "panellist": one.name,
                "cut": one.cut,
                "severity": one.severity,
                "with_difficulty": _interval(one.with_difficulty),
                "with_first_round": one.with_first,
                "moved": one.moved,
                "follows_difficulty": one.follows,
            }
            for one in people.panellists
        ],
        "difficulty": people.why_not or "real responses",
        "impact": _impact(passing),
        "cautions": list(found.cautions),
    }


def show_angoff(found: Angoff, people: Consistency, passing: Impact | None) -> None:
    """Print rounds, panellists, components and impact."""
    from rich.markup import escape

    rounds = table(
        f"Modified Angoff · {len(found.cut.by_panellist)} panellists",
        *("round", "cut", "±", "of", "lowest", "highest"),
    )
    for number, one in enumerate(found.rounds, start=1):
        values = (one.score, one.standard_error, one.maximum, one.lowest, one.highest)
        rounds.add_row(str(number), *map(plain, values))
    out.print(rounds)
    each = table("Panellists", "panellist", "cut", "severity", "with difficulty", "moved")
    nothing = float("nan")
    for who in people.panellists:
        follows = who.with_difficulty.estimate if who.with_difficulty else nothing
        moved = nothing if who.moved is None else who.moved
        each.add_row(
            escape(who.name),
            *map(plain, (who.cut, who.severity, follows, moved)),
            style="yellow" if who.follows is False else None,
        )
    out.print(each)
    if people.why_not:
        out.print(f"with difficulty: {people.why_not}", markup=False)
    for name in people.to_talk_with:
        out.print(
            f"Talk with {name}: these ratings are all alike, or do not follow what is hard for"
            " people. For the facilitator only.",
            style="yellow",
            markup=False,
        )
    if found.components is not None:
        _show_components(found)
    _end(passing, found.cautions)


def _show_components(found: Angoff) -> None:
    parts = found.components
    assert parts is not None  # noqa: S101 (the caller looked)
    total = parts.panellist + parts.item + parts.rest or 1.0
    shown = table("Variance of a rating", "component", "variance", "share")
    for name, value in (
        ("panellists", parts.panellist),
        ("items", parts.item),
        ("rest", parts.rest),
    ):
        shown.add_row(name, plain(value), f"{value / total:.0%}")
    out.print(shown)
    needed = parts.panellists_for(parts.error() / 2)
    floor = parts.panellists_for(parts.error(items_too=True) / 2, items_too=True)
    out.print(
        f"standard error {parts.error():.3f} on the same items"
        + (f", halved by {needed} panellists" if needed else "")
        + f"; {parts.error(items_too=True):.3f} with other items too, "
        + (f"halved by {floor} panellists" if floor else "which no number of panellists halves")
    )


def bookmark_as_json(
    pages: Booklet, rounds: Sequence[Bookmarks], passing: Impact | None
) -> dict[str, Any]:
    """Return the booklet and the cut of every round."""
    return {
        "method": "bookmark",
        **_cut_as_json(rounds[-1].cut),
        "ability": rounds[-1].ability,
        "ability_error": rounds[-1].ability_error,
        "median_ability": rounds[-1].median,
        "response_probability": pages.response_probability,
        "guessing_adjusted": pages.adjusted,
        "rounds": [{"ability": one.ability, **_cut_as_json(one.cut)} for one in rounds],
        "booklet": [
            {"page": one.number, "item": one.item, "ability": one.ability} for one in pages.pages
        ],
        "impact": _impact(passing),
    }


def show_bookmark(pages: Booklet, rounds: Sequence[Bookmarks], passing: Impact | None) -> None:
    """Print rounds, and the pages round the cut."""
    from rich.markup import escape

    last = rounds[-1]
    shown = table(
        f"Bookmark · {len(last.cut.by_panellist)} panellists · {len(pages.pages)} pages ·"
        f" response probability {pages.response_probability:g}",
        *("round", "ability", "±", "cut", "±", "of"),
    )
    for number, one in enumerate(rounds, start=1):
        cut = one.cut
        values = (one.ability, one.ability_error, cut.score, cut.standard_error, cut.maximum)
        shown.add_row(str(number), *map(plain, values))
    out.print(shown)
    near = table("Pages around the cut", "page", "item", "mastered at")
    for page in pages.pages:
        if abs(page.ability - last.ability) <= max(3 * last.ability_error, 0.3):
            near.add_row(str(page.number), escape(page.item), plain(page.ability))
    out.print(near)
    _end(passing, ())


def group_as_json(found: GroupCut, passing: Impact | None) -> dict[str, Any]:
    """Return a cut from people whom judges know."""
    return {
        "method": found.method,
        "cut": found.score,
        "standard_error": found.standard_error,
        "interval": [found.interval.low, found.interval.high],
        "people": found.people,
        "impact": _impact(passing),
        "cautions": list(found.cautions),
    }


def show_group(found: GroupCut, passing: Impact | None) -> None:
    """Print a cut from people whom judges know."""
    shown = table(f"{found.method} · {found.people} people", "cut", "±", "low", "high")
    values = (found.score, found.standard_error, found.interval.low, found.interval.high)
    shown.add_row(*map(plain, values))
    out.print(shown)
    _end(passing, found.cautions)


def _end(passing: Impact | None, cautions: Sequence[str]) -> None:
    if passing is not None:
        _show_impact(passing)
    for caution in cautions:
        out.print(f"Note: {caution}", style="yellow", markup=False)
    out.print(NOT_YET)


def _show_impact(passing: Impact) -> None:
    names = [name for name, _one in passing.rows[0].groups]
    shown = table(f"Who would pass · {passing.words}", "SE", "cut", "pass", "low", "high", *names)
    for row in passing.rows:
        share = row.everybody.share
        shown.add_row(
            f"{row.steps:+g}",
            plain(row.cut),
            *(f"{value:.1%}" for value in (share.estimate, share.low, share.high)),
            *("-" if one is None else f"{one.share.estimate:.1%}" for _name, one in row.groups),
        )
    out.print(shown)
    if passing.hidden:
        out.print(f"Not shown, too few people: {', '.join(passing.hidden)}", markup=False)


def _cut_as_json(cut: PanelCut) -> dict[str, Any]:
    return {
        "cut": cut.score,
        "maximum": cut.maximum,
        "standard_error": cut.standard_error,
        "spread": cut.spread,
        "by_panellist": dict(cut.by_panellist),
    }


def _interval(one: Interval | None) -> list[float] | None:
    return None if one is None else [one.estimate, one.low, one.high]


def _impact(passing: Impact | None) -> dict[str, Any] | None:
    if passing is None:
        return None
    from skillmark.assess.standards.decision import impact_as_json

    return impact_as_json(passing)
