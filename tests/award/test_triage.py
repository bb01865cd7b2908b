"""What becomes of each line of a roster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from skillmark.award import roster, triage
from skillmark.award.triage import Held, Objections, Sorted, Verdict, Why

ACHIEVEMENT = {
    "id": "https://academy.example/achievements/teamwork",
    "type": ["Achievement"],
    "name": "Teamwork",
    "alignment": [{"targetName": "Work in teams", "targetUrl": "https://academy.example/teams"}],
}
NOW = datetime(2026, 6, 1, tzinfo=UTC)


def sorted_(csv: str, held: Mapping[str, Held] | None = None) -> list[Sorted]:
    known = held or {}

    def look_up(people: Sequence[str]) -> Mapping[str, Held]:
        return {who: known[who] for who in people if who in known}

    rows = roster.read(csv.encode())
    return list(triage.triage(rows, held=look_up, objection=Objections(ACHIEVEMENT, NOW)))


def test_every_line_is_told_what_becomes_of_it_and_why() -> None:
    [row] = roster.read(b"name,email\nDora,dora@example.org\n")
    assert isinstance(row, roster.Row)
    has = Held("urn:uuid:1", "2026-01-31T00:00:00Z", triage.particulars(row))
    told = sorted_(
        "name,email,level,valid_until\n"
        "Ada,ada@example.org,3,\n"
        "Bo,nomail,,\n"
        "Ada again,ADA@example.org,,\n"
        "Cy,cy@example.org,9,\n"
        "Dora,dora@example.org,,\n"
        "Eve,eve@example.org,,\n"
        "Flo,flo@example.org,,2026-05-31\n",
        {
            "dora@example.org": has,
            "eve@example.org": has._replace(id="urn:uuid:2"),
        },
    )
    assert [(one.line, one.verdict, one.why) for one in told] == [
        (2, Verdict.FRESH, None),
        (3, Verdict.REJECTED, Why.ROW),
        (4, Verdict.REJECTED, Why.TWICE),
        (5, Verdict.REJECTED, Why.ROW),
        (6, Verdict.ALREADY, None),
        (7, Verdict.REJECTED, Why.CHANGED),
        (8, Verdict.REJECTED, Why.OBJECTION),
    ]
    assert told[2].first == 2
    assert told[2].reason == "line 2 names the same person"
    assert told[4].held == has
    assert told[5].reason == "was awarded on 2026-01-31 with other particulars"
    assert "expire before it begins" in told[6].reason


def test_who_has_it_is_not_asked_for_what_speaks_against_it() -> None:
    """The same file a year later: its people have it, although it would expire now."""
    csv = "name,email,valid_until\nFlo,flo@example.org,2026-05-31\n"
    [one] = sorted_(csv, {"flo@example.org": Held("urn:uuid:1")})
    assert one.verdict is Verdict.ALREADY


@given(
    st.lists(st.sampled_from(["a", "b", "c", "x,y", ""]), max_size=30),
    st.sets(st.sampled_from("abc")),
)
def test_each_person_is_fresh_at_most_once_and_never_who_has_it(
    names: list[str], holders: set[str]
) -> None:
    csv = "name,email\n" + "".join(f"{name},{name}@example.org\n" for name in names)
    told = sorted_(csv, {f"{name}@example.org": Held(name) for name in holders})
    fresh = [one.row.person for one in told if one.verdict is Verdict.FRESH and one.row]
    already = [one.row.person for one in told if one.verdict is Verdict.ALREADY and one.row]
    assert len(told) == len(names)
    assert len(fresh) == len(set(fresh))
    assert set(fresh) == {f"{n}@example.org" for n in names if n in set("abc") - holders}
    assert set(already) == {f"{n}@example.org" for n in names if n in holders}
