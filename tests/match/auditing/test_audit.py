"""The audit against the examples of the rules themselves, and its laws."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.match.auditing import Entry, Finding, Measure, Sample, audit
from skillmark.match.auditing.lines import as_json
from skillmark.nouns.errors import InputError

SEXES = ("Male", "Female")
HISPANIC, WHITE, BLACK = "Hispanic or Latino", "White", "Black or African American"
ISLANDER, ASIAN, NATIVE = "Native Hawaiian or Pacific Islander", "Asian", "Native American"
SEVERAL = "Two or More Races"
# 6 RCNY 5-301 (b), example: applicants, selected and impact ratio by sex and race/ethnicity.
SELECTED = {
    ("Male", HISPANIC): (205, 90, 0.841), ("Female", HISPANIC): (190, 82, 0.827),
    ("Male", WHITE): (412, 215, 1.000), ("Female", WHITE): (385, 197, 0.981),
    ("Male", BLACK): (226, 95, 0.806), ("Female", BLACK): (164, 75, 0.876),
    ("Male", ISLANDER): (87, 37, 0.815), ("Female", ISLANDER): (32, 15, 0.898),
    ("Male", ASIAN): (321, 167, 0.997), ("Female", ASIAN): (295, 135, 0.877),
    ("Male", NATIVE): (24, 11, 0.878), ("Female", NATIVE): (17, 7, 0.789),
    ("Male", SEVERAL): (115, 52, 0.866), ("Female", SEVERAL): (98, 44, 0.860),
}  # fmt: skip
# 6 RCNY 5-301 (c) and (d), example: applicants, above the median, impact ratio.
SCORED = {
    ("Male", HISPANIC): (16, 12, 1.00), ("Female", HISPANIC): (12, 6, 0.67),
    ("Male", WHITE): (20, 7, 0.47), ("Female", WHITE): (20, 8, 0.53),
    ("Male", BLACK): (20, 10, 0.67), ("Female", BLACK): (12, 6, 0.67),
    ("Male", ISLANDER): (4, 3, 1.00), ("Female", ISLANDER): (4, 2, 0.67),
    ("Male", ASIAN): (12, 7, 0.78), ("Female", ASIAN): (12, 3, 0.33),
    ("Male", NATIVE): (8, 5, 0.83), ("Female", NATIVE): (8, 5, 0.83),
    ("Male", SEVERAL): (12, 6, 0.67), ("Female", SEVERAL): (8, 4, 0.67),
}  # fmt: skip


def people(cells, *, unknown=0, scored=False):
    """Return a sample with so many people a cell; who counts scores 1, or is selected."""
    entries = []
    for (sex, race), (many, counted, *_printed) in cells.items():
        for n in range(many):
            entries.append(
                Entry(
                    str(len(entries)),
                    None if scored else n < counted,
                    float(n < counted) if scored else None,
                    {"sex": sex, "race": race},
                )
            )
    for n in range(unknown):
        # Known by one group and not by the other, and by none.
        groups = {"sex": "Male", "race": ""} if n % 2 else {}
        entries.append(Entry(f"u{n}", None if scored else False, 0.0 if scored else None, groups))
    return Sample(("sex", "race"), tuple(entries))


def two(one, other, kind="sex"):
    """Return a sample of two groups, each given as (people, selected)."""
    return Sample(
        (kind,),
        tuple(
            Entry(f"{name}{n}", n < selected, None, {kind: name})
            for name, (many, selected) in (("a", one), ("b", other))
            for n in range(many)
        ),
    )


def rows(table):
    return {one.names: one for one in table.categories}


def test_the_selection_tables_of_the_rule():
    """The printed tables, to the digits printed; its Hispanic row does not add up and is left."""
    found = audit(people(SELECTED))
    sex, race, both = found.tables
    assert [t.kinds for t in found.tables] == [("sex",), ("race",), ("sex", "race")]
    assert {n: (c.people, c.counted, round(c.impact_ratio, 3)) for n, c in rows(sex).items()} == {
        ("Male",): (1390, 667, 1.0),
        ("Female",): (1181, 555, 0.979),
    }
    printed = {WHITE: 1.0, BLACK: 0.84, ISLANDER: 0.85, ASIAN: 0.95, NATIVE: 0.85, SEVERAL: 0.87}
    for name, ratio in printed.items():
        assert rows(race)[(name,)].impact_ratio == pytest.approx(ratio, abs=0.0051)
    for names, (many, selected, ratio) in SELECTED.items():
        row = rows(both)[names]
        assert (row.people, row.counted) == (many, selected)
        assert row.impact_ratio == pytest.approx(ratio, abs=0.0011)
    # One of 14 lies under four fifths (0.789), with 17 people: nothing the data carry.
    assert rows(both)[("Female", NATIVE)].finding is Finding.BELOW
    # 0.84 lies above, and yet so large a difference among so many is more than chance.
    assert rows(race)[(BLACK,)].finding is Finding.DIFFERENT
    assert rows(race)[(NATIVE,)].finding is Finding.NONE
    assert not found.adverse


def test_the_scoring_tables_of_the_rule():
    found = audit(people(SCORED, scored=True))
    sex, race, both = found.tables
    assert all(table.measure is Measure.SCORING for table in found.tables)
    assert rows(sex)[("Male",)].rate == pytest.approx(0.543, abs=0.0005)
    assert rows(sex)[("Female",)].impact_ratio == pytest.approx(0.82, abs=0.005)
    printed = {HISPANIC: 1.0, WHITE: 0.58, BLACK: 0.78, ISLANDER: 0.97, ASIAN: 0.65, NATIVE: 0.97}
    for name, ratio in printed.items():
        assert rows(race)[(name,)].impact_ratio == pytest.approx(ratio, abs=0.0051)
    for names, (_many, _counted, ratio) in SCORED.items():
        assert rows(both)[names].impact_ratio == pytest.approx(ratio, abs=0.0051)
    # Of two categories with the same highest rate the larger one is the reference.
    assert both.reference.names == ("Male", HISPANIC)
    assert rows(both)[("Male", ISLANDER)].impact_ratio == 1.0


def test_who_scores_the_median_itself_is_not_above_it_and_unknowns_belong_to_the_sample():
    entries = [Entry(str(n), None, float(s), {"sex": "a"}) for n, s in enumerate((1, 2, 3))]
    entries += [Entry(f"b{n}", None, float(s), {"sex": "b"}) for n, s in enumerate((3, 4))]
    entries += [Entry(f"u{n}", None, 9.0, {}) for n in range(3)]
    found = audit(Sample(("sex",), tuple(entries)))
    assert found.median == 3.5
    assert found.tables[0].unknown == 3
    assert {n: c.counted for n, c in rows(found.tables[0]).items()} == {("a",): 0, ("b",): 1}


def test_unknowns_are_counted_a_table_and_never_compared():
    found = audit(people(SELECTED, unknown=250))
    sex, race, both = found.tables
    assert (sex.unknown, race.unknown, both.unknown) == (125, 250, 250)
    assert both.people == 2571
    assert found.people == 2821


def test_the_uniform_guidelines_questions_and_answers():
    """EEOC and others, 44 FR 11996 (1979): questions 11 and 21.

    Rates of 60, 45, 48 and 51 %: impact ratios 75, 80 and 85 %, adverse for the first alone. And
    3 of 20 men beside 1 of 10 women is below four fifths and still too few to warrant anything.
    """
    rates = {"whites": 60, "Indians": 45, "Hispanics": 48, "Blacks": 51}
    entries = tuple(
        Entry(f"{name}{n}", n < selected * 10, None, {"race": name})
        for name, selected in rates.items()
        for n in range(1000)
    )
    table = audit(Sample(("race",), entries)).tables[0]
    assert {n[0]: round(c.impact_ratio, 4) for n, c in rows(table).items()} == {
        "whites": 1.0, "Indians": 0.75, "Hispanics": 0.8, "Blacks": 0.85,
    }  # fmt: skip
    assert {n[0]: c.finding for n, c in rows(table).items()} == {
        "whites": Finding.REFERENCE,
        "Indians": Finding.ADVERSE,
        "Hispanics": Finding.DIFFERENT,
        "Blacks": Finding.DIFFERENT,
    }
    few = rows(audit(two((20, 3), (10, 1))).tables[0])[("b",)]
    assert few.impact_ratio == pytest.approx(2 / 3)
    assert few.finding is Finding.TOO_FEW


def test_a_small_group_with_luck_does_not_hide_a_large_difference():
    cells = {"x": (1, 1), "y": (500, 250), "z": (500, 100)}
    entries = tuple(
        Entry(f"{name}{n}", n < selected, None, {"race": name})
        for name, (many, selected) in cells.items()
        for n in range(many)
    )
    sample = Sample(("race",), entries)
    found = audit(sample)
    table = rows(found.tables[0])
    assert found.tables[0].reference.names == ("x",)
    assert table[("z",)].finding is Finding.ADVERSE
    assert table[("z",)].rest.adjusted < 1e-9
    assert table[("y",)].finding is Finding.BELOW
    # Left out with a justification, it is named with its number and rate and without a ratio.
    left = audit(sample, justification="one person says nothing about a category")
    out = rows(left.tables[0])[("x",)]
    assert (out.finding, out.people, out.rate, out.impact_ratio) == (Finding.EXCLUDED, 1, 1.0, None)
    assert left.tables[0].reference.names == ("y",)
    assert as_json(left)["justification"]


def test_nobody_selected_and_nothing_to_compare_are_no_clean_bill():
    nobody = audit(two((10, 0), (10, 0)))
    assert nobody.tables[0].reference is None
    assert {c.finding for c in nobody.tables[0].categories} == {Finding.TOO_FEW}
    assert nobody.open
    alone = audit(two((10, 4), (0, 0)))
    assert alone.open
    assert not alone.adverse
    with pytest.raises(InputError, match="cannot cross"):
        audit(two((10, 4), (5, 2)), cross=[("sex", "age")])


groups = st.dictionaries(
    st.sampled_from("abcd"),
    st.integers(1, 25).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))),
    min_size=2,
)


@settings(max_examples=40, deadline=None)
@given(groups, st.randoms(use_true_random=False))
def test_laws_of_an_audit(cells, rng):
    entries = [
        Entry(f"{name}{n}", n < selected, None, {"kind": name, "shoe": "left" if n % 2 else ""})
        for name, (many, selected) in cells.items()
        for n in range(many)
    ]
    sample = Sample(("kind", "shoe"), tuple(entries))
    found = as_json(audit(sample))
    # The order of the rows is nobody's.
    rng.shuffle(entries)
    assert as_json(audit(Sample(sample.kinds, tuple(entries)))) == found
    table = found["tables"][0]
    assert sum(one["people"] for one in table["categories"]) + table["unknown"] == len(entries)
    ratios = [one["impact_ratio"] for one in table["categories"]]
    if any(selected for _many, selected in cells.values()):
        assert max(ratios) == 1.0
    # Two groups of the same rate, merged, keep their impact ratio.
    twin = [Entry(f"2{e.id}", e.selected, None, {**e.groups, "kind": e.groups["kind"] + "2"})
            for e in entries]  # fmt: skip
    merged = [Entry(f"2{e.id}", e.selected, None, e.groups) for e in entries]
    apart = audit(Sample(sample.kinds, (*entries, *twin))).tables[0]
    together = audit(Sample(sample.kinds, (*entries, *merged))).tables[0]
    for names, row in rows(together).items():
        assert row.people == 2 * cells[names[0]][0]
        for name in (names[0], names[0] + "2"):
            assert rows(apart)[(name,)].impact_ratio == row.impact_ratio
