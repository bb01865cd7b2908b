"""The report as page and PDF: tagged, marked on every page, kinds told apart without colour."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from skillmark.nouns.outcome import Claim, ClaimType
from skillmark.render.charts import IntervalRow, intervals
from skillmark.render.claim_marks import kind, mark
from skillmark.render.document import (
    MOST_HEADLINES,
    Advice,
    Document,
    Figure,
    Section,
    Standing,
    Table,
    further,
    standing,
)
from skillmark.render.report_html import html
from skillmark.render.report_pdf import pdf

KINDS = (
    Claim(ClaimType.EFFECT, "It helped.", -3, -4, -2, 90, True, True, "−3 days", "a hire"),
    Claim(ClaimType.EFFECT, "It is open.", -1, -4, 2, 90, True, False, "Not established", "pay"),
    Claim(ClaimType.BOUND, "At most.", high=4, low=0, figure="≤ 4 days", about="saved"),
    Claim(ClaimType.TREND, "It fell.", figure="62 days", about="median"),
    Claim(ClaimType.BELIEF, "They say so.", 0.7, figure="70 %", about="agree"),
)


def figure() -> Figure:
    table = Table("Effects", ("", "Estimate"), (("Adjusted", "−3"), ("Placebo", "0")))
    rows = [IntervalRow("Adjusted", -3, -4, -2), IntervalRow("Placebo", 0, -1, 1, True)]
    svg = intervals(rows, title="Effects", axis="days", description="Adjusted: −3")
    return Figure(svg, "Effects", table, True)


def document(language: str = "en") -> Document:
    sections = tuple(
        Section(f"q{place}", f"Question {place}?", (claim,), figures=(figure(),) * (place == 1))
        for place, claim in enumerate(KINDS, start=1)
    )
    looked_up = further(
        sections[1],
        paragraphs=("Written down before.",),
        tables=(Table("Who is in it", ("", "People"), (("all", "901"),)),),
    )
    sections = (sections[0], replace(sections[1], more=looked_up), *sections[2:])
    return Document(
        title="Impact report",
        organisation="A & B",
        as_of="1 November 2026",
        language=language,
        simulated=True,
        sections=sections,
        methods=(("Placebo", "Nothing."),),
        advice=(
            Advice(True, "Go on.", "q1-1", "It helped."),
            Advice(False, "Wait.", "q2-1", "It is open."),
        ),
        limits=("Few people.",),
        glossary=(("Median", "Half."),),
        reproduce=Section("r", "", tables=(Table("In", ("File", "SHA"), (("a", "0" * 64),)),)),
    )


def test_the_cover_has_four_figures_and_every_claim_stands_in_one_group() -> None:
    made = document()
    assert len(made.headline) == MOST_HEADLINES == 4
    assert made.headline[0][0] == "q1-1"
    groups = {
        group: [n for n, claim in made.anchored if standing(claim) is group] for group in Standing
    }
    assert groups == {
        Standing.ESTABLISHED: ["q1-1"],
        Standing.NOT_ESTABLISHED: ["q2-1"],
        Standing.DESCRIBED: ["q3-1", "q4-1"],
        Standing.SAID: ["q5-1"],
    }


def test_what_is_looked_up_is_linked_there_and_back_and_nothing_is_lost(tmp_path: Path) -> None:
    made = document()
    page = html(made)
    body, _, after = page.partition('<section class="appendix"')
    assert '<a href="#q2-more">Who is in it</a>' in body
    assert '<a href="#q2">Back to: Question 2?</a>' in after
    assert "901" not in body
    assert "901" in after
    assert [table.caption for table in made.sections[1].shown] == ["Who is in it"]
    assert further(made.sections[2], tables=()) is None
    if shutil.which("pdftotext") is None:
        pytest.skip("needs poppler-utils")
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf(made))
    text = subprocess.run(
        ["pdftotext", str(path), "-"], capture_output=True, text=True, check=True
    ).stdout
    assert re.search(r"Appendix: tables to look up\n.*Question 2\?.*901.*Back to", text, re.DOTALL)
    # the part is a bookmark, and both links lead somewhere
    raw = path.read_bytes()
    assert raw.count(b"/Dest") + raw.count(b"/GoTo") >= 2


def test_a_long_table_stands_in_the_appendix_alone() -> None:
    drawn = replace(figure(), apart=True)
    made = Section("q", "Why?", figures=(drawn,))
    made = replace(made, more=further(made, tables=(drawn.table,)))
    assert [table.caption for table in made.shown] == ["Effects"]
    page = html(replace(document(), sections=(made,)))
    assert page.count("<caption>Effects</caption>") == 1
    assert page.index('class="appendix"') < page.index("<caption>Effects</caption>")


def test_kinds_are_told_apart_by_their_pictures_alone() -> None:
    drawn = {mark(kind(claim), ink="#000", ground="#fff") for claim in KINDS}
    assert len(drawn) == len(KINDS)


def test_the_page_links_to_what_is_there_and_loads_nothing() -> None:
    page = html(document())
    ids = re.findall(r'\bid="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]*)"', page)) <= set(ids)
    assert set(re.findall(r'href="([^"#]*)', page)) == {""}
    assert not re.search(r"<script|\bsrc=|@import|url\((?!#)", page)
    # advice links the claim that it rests on
    assert '<a href="#q1-1">It helped.</a>' in page
    # printed pages say it in the margin
    assert '@top-right { content: "Simulated data"' in page


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_pdf_is_tagged_and_says_simulated_on_every_page(tmp_path: Path, language: str) -> None:
    if shutil.which("pdfinfo") is None:
        pytest.skip("needs poppler-utils")
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf(document(language)))

    def told(*command: str) -> str:
        return subprocess.run(
            [*command, str(path)], capture_output=True, check=True, errors="replace"
        ).stdout

    about = told("pdfinfo")
    assert re.search(r"Tagged: +yes", about)
    structure = told("pdfinfo", "-struct-text")
    for tag in ("H1", "H2", "Table", "TH", "Figure", "TOC"):
        assert re.search(rf"^ *{tag}\b", structure, re.MULTILINE), tag
    raw = path.read_bytes()
    assert b"/Outlines" in raw
    assert b"pdfuaid" in raw
    words = "Simulated data" if language == "en" else "Simulierte Daten"
    pages = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True
    ).stdout.split("\f")[:-1]
    assert len(pages) == int(re.search(r"Pages: +(\d+)", about)[1])  # type: ignore[index]
    assert all(words in page or words.lower() in page.lower() for page in pages)
