"""Columns on paper: as wide as what stands in them, and no number is ever broken."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.render.columns import DENSE, GAP, ROOM, SIZES, _length, _piece, columns, figures
from skillmark.render.document import Document, Section, Table
from skillmark.render.report_pdf import pdf

LADDER = Table(
    "Five levels",
    ("Level", "Kind of claim", "Value", "Rests on", "What is missing"),
    (
        (
            "1 Reaction and planned action", "belief (simulated)",
            "“How useful have the skills been in your work so far?”: 42% (34% to 50%), n = 129",
            "what people say", "–",
        ),
        ("2 Learning", "nothing known", "–", "–", "assess what was learned"),
        ("4 Impact", "effect", "Days sooner productive: 9.9 days (5.9 to 13.8)", "ledger", "–"),
    ),
)  # fmt: skip
MONEY = Table(
    "Costs",
    ("Item", "Amount a year", "95 of 100 draws", "Counts"),
    tuple(
        (f"A kind of cost with a name, number {k}", "−124,561\u00a0EUR",
         "−145,901\u00a0EUR to −107,506\u00a0EUR", "counted already: a start that costs less")
        for k in range(4)
    ),
)  # fmt: skip
GROUPS = Table(
    "By group",
    ("Question", "IT", "finance", *(f"business function {k}" for k in range(5))),
    tuple(
        ("Think back to the week before. How confident were you?", *["56 (33–77)*"] * 7)
        for _ in range(3)
    ),
)


@pytest.mark.parametrize("table", [LADDER, MONEY, GROUPS], ids=lambda one: one.caption)
@pytest.mark.parametrize("sizes", [SIZES, DENSE])
def test_no_figure_is_broken_and_words_have_room(table: Table, sizes: tuple[float, ...]) -> None:
    made = columns(table, sizes=sizes)
    assert sum(made.widths) <= ROOM + 0.5
    for place, width in enumerate(made.widths):
        for cell in (table.header[place], *(row[place] for row in table.rows)):
            assert made.size * _piece(cell, made.figures[place]) <= width - GAP + 0.5, cell
    # Questions and names are no column of single words.
    assert made.widths[0] >= min(0.25 * ROOM, made.size * _length(table.rows[0][0]))


def test_figures_are_told_from_words() -> None:
    assert figures(LADDER) == (False, False, False, False, False)
    assert figures(MONEY) == (False, True, True, False)
    assert all(figures(GROUPS)[1:])
    ages = Table("Age", ("Outcome", "Group", "n"), (("Pay", "30 to 44", "12"),), names=2)
    assert figures(ages) == (False, False, True)
    assert figures(replace(ages, rows=(("Pay", "x", "not shown"), ("Pay", "y", "7")))) == (
        False, False, True,
    )  # fmt: skip


_CELL = st.text(st.sampled_from("abcdef 0123456789.,%–−\u00a0"), max_size=40)


@given(st.integers(1, 7).flatmap(
    lambda n: st.tuples(st.lists(_CELL, min_size=n, max_size=n),
                        st.lists(st.lists(_CELL, min_size=n, max_size=n), max_size=6))
))  # fmt: skip
def test_whatever_the_table_it_fits_the_page(given_: tuple[list[str], list[list[str]]]) -> None:
    header, rows = given_
    made = columns(Table("x", tuple(header), tuple(map(tuple, rows))))
    assert len(made.widths) == len(header)
    assert 0 < sum(made.widths) <= ROOM + 1
    assert made.size in SIZES


def test_on_paper_amounts_stay_with_their_currency(tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("needs poppler-utils")
    section = Section("s", "Costs?", tables=(MONEY, GROUPS, LADDER))
    document = Document("Impact report", "A", "today", "en", False, (section,), ())
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf(document))
    text = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True
    ).stdout.replace("\u00a0", " ")
    assert text.count("−145,901 EUR to −107,506 EUR") == len(MONEY.rows)
    assert text.count("56 (33–77)*") == 21
