"""Files of costs and assumptions: what is wrong is named with its line, and nothing is guessed."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from skillmark.measure.costs.assumption import Isolation, Shape, Standing
from skillmark.measure.costs.measured import hires
from skillmark.measure.costs.programme import CostKind
from skillmark.measure.costs.reading import read_costs
from skillmark.measure.ledger.simulate import simulate
from skillmark.nouns.errors import SkillmarkError


def folder(tmp_path, **files):
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def test_a_folder_is_read_and_the_old_three_columns_are_enough(tmp_path):
    assert not read_costs(tmp_path)
    old = read_costs(
        folder(tmp_path, costs="item,amount,currency\nCourse,9000,EUR\nTest;x,1,EUR\n")
    )
    assert old.currency == "EUR"
    assert [(i.amount, i.kind, i.year, i.share) for i in old.items] == [
        (9000, CostKind.OTHER, 1, 1.0),
        (1, CostKind.OTHER, 1, 1.0),
    ]
    given = read_costs(
        folder(
            tmp_path,
            costs="item;amount;currency;kind;year;recurring;share;low;high;source\n"
            "Design;9000,50;EUR;design;1;0;0.5;8000;12000;invoice\n"
            "Platform;1200;EUR;platform;;yes;;;;\n",
            assumptions="name,low,likely,high,unit,source,ceiling,said_by,shape\n"
            "day_worth,120,200,320,EUR a day,controlling,,A. Meier,triangular\n"
            "days_faster,,,,days a person,a brochure,12,,\n"
            "recruiting_fee,,9000,,money a person,contract,,,\n",
            participants="name,change,share,confidence\n" + "errors_fewer,4,0.5,0.5\n" * 5,
            trend="name,period,value,after\n"
            + "".join(f"leavers_fewer,{2018 + k},0.{k},{int(k > 4)}\n" for k in range(6)),
        )
    )
    design, platform = given.items
    assert (design.amount, design.share, design.low, design.high) == (9000.5, 0.5, 8000, 12000)
    assert (platform.kind, platform.recurring, platform.year) == (CostKind.PLATFORM, True, 1)
    worth, days, fee = given.assumptions
    assert (worth.shape, worth.said_by, worth.source) == (
        Shape.TRIANGULAR, "A. Meier", "controlling",
    )  # fmt: skip
    assert (days.known, days.ceiling, days.standing) == (False, 12, Standing.CEILING)
    assert fee.shape is Shape.FIXED
    assert {one.name: one.method for one in given.isolated} == {
        "errors_fewer": Isolation.PARTICIPANTS,
        "leavers_fewer": Isolation.TREND,
    }
    assert given.model().assumed["errors_fewer"].mean == pytest.approx(1.0)


HEAD = "item,amount,currency,kind,year,recurring,share\n"
NAMES = "name,low,likely,high,unit,source,ceiling\n"


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("costs", "item,amount\nA,1\n", "no column 'currency'"),
        ("costs", "item,amount,currency,colour\nA,1,EUR,red\n", "line 1: column 'colour'"),
        ("costs", HEAD + "A,1,EUR,,,,\nB,x,EUR,,,,\n", "line 3, column amount: 'x'"),
        ("costs", HEAD + "A,-1,EUR,,,,\n", "line 2, column amount: a cost below 0"),
        ("costs", HEAD + "A,1,euro,,,,\n", "line 2, column currency: 'euro'"),
        ("costs", HEAD + "A,1,EUR,,,,\nB,1,USD,,,,\n", "EUR in line 2 and USD in line 3"),
        ("costs", HEAD + "A,1,EUR,,,,\nA,2,EUR,,,,\n", "line 3, column item: 'A' stands in line 2"),
        ("costs", HEAD + "A,1,EUR,coffee,,,\n", "column kind: 'coffee' is no kind"),
        ("costs", HEAD + "A,1,EUR,,,maybe,\n", "column recurring: 'maybe'"),
        ("costs", HEAD + "A,1,EUR,,,,20\n", "line 2: 20 is no share"),
        ("costs", HEAD + "A,1,EUR,,1.5,,\n", "column year: 1.5 is no year"),
        ("costs", HEAD + "A,1,EUR,,2,,\n", "'A' falls into year 2"),
        ("assumptions", NAMES + "day_wort,1,2,3,,,\n", "did you mean 'day_worth'"),
        ("assumptions", NAMES + "day_worth,3,2,1,,,\n", "line 2: day_worth: 2 is not between"),
        ("assumptions", NAMES + "day_worth,1,,,,,\n", "a range without a most likely value"),
        ("assumptions", NAMES + "day_worth,1,2,3,EUR an hour,,\n", "'EUR a day' was expected"),
        ("assumptions", NAMES + "leavers_fewer,,20,,,,\n", "line 2: 20 is no share"),
        ("assumptions", NAMES + "hires,,-2,,,,\n", "line 2: -2 is below 0"),
        ("assumptions", NAMES + "years,,2.5,,,,\n", "2.5 is no number of years"),
        (
            "assumptions",
            NAMES + "day_worth,,2,,EUR a day,,\nerror_cost,,2,,USD a time,,\n",
            "EUR in line 2 and USD in line 3",
        ),
        ("participants", "name,change,share,confidence\nhires,1,0,0\n", "is no change"),
        (
            "participants",
            "name,change,share,confidence\ndays_faster,1,60,0.8\n",
            "line 2, column share: 60",
        ),
        ("participants", "name,change,share,confidence\ndays_faster,1,1,1\n", "1 answers"),
        ("trend", "name,period,value,after\ndays_faster,1,1,\n", "column after"),
        ("trend", "name,period,value,after\ndays_faster,1,1,0\ndays_faster,1,1,1\n", "1 twice"),
        ("trend", "name,period,value,after\ndays_faster,1,1,0\ndays_faster,2,1,1\n", "1 periods"),
        ("trend", "name,period,value,after\ndays_faster,3,1,0\ndays_faster,2,1,1\n", "after the"),
    ],
)
def test_what_is_wrong_is_named_with_file_and_line(tmp_path, file, text, said):
    with pytest.raises(SkillmarkError) as caught:
        read_costs(folder(tmp_path, **{file: text}))
    assert said in str(caught.value)
    assert file in str(caught.value) or "falls" in said


def test_costs_and_assumptions_in_two_currencies_are_refused(tmp_path):
    with pytest.raises(SkillmarkError, match="EUR and USD"):
        read_costs(
            folder(
                tmp_path,
                costs="item,amount,currency\nA,1,EUR\n",
                assumptions=NAMES + "day_worth,,2,,USD a day,,\n",
            )
        )


def test_hires_are_counted_from_the_ledger_and_never_from_a_handful():
    today = date(2026, 11, 1)
    ledger = simulate(people=300, today=today, rng=np.random.default_rng(2)).ledger
    since = np.datetime64(today, "D") - np.timedelta64(365, "D")
    recent = ledger.day("hired") > since
    found = hires(ledger, today=today)
    assert found.likely == int((recent & ledger.held_at_hiring).sum())
    assert (found.standing, found.source, found.simulated) == (Standing.MEASURED, "ledger", True)
    few = ledger.where(np.flatnonzero(recent & ledger.held_at_hiring)[:4])
    assert hires(few, today=today) is None
    others = np.flatnonzero(recent & ~ledger.held_at_hiring)[:3]
    with_few_others = ledger.where(
        np.concatenate([np.flatnonzero(recent & ledger.held_at_hiring), others])
    )
    assert hires(with_few_others, today=today) is None
