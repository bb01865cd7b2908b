"""The quality report on paper and in a browser: tagged, short, complete, and nothing left out."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from skillmark.assess.quality.figure import QualityReport, Signature
from skillmark.assess.quality.findings import Findings
from skillmark.assess.quality.page import page
from skillmark.assess.quality.report import report, signed
from skillmark.assess.quality.sample import Grouping, Sample
from skillmark.nouns.credibility import CutScore, FieldData
from skillmark.render.quality_html import body, html
from skillmark.render.quality_pdf import pdf

DAY = date(2026, 6, 7)
NO_DATA = {"en": "No field data", "de": "Keine Felddaten"}


@cache
def made(field_data: FieldData = FieldData.SIMULATED, persons: int = 300) -> QualityReport:
    rng = np.random.default_rng(5)
    chance = 1 / (1 + np.exp(-1.2 * (rng.normal(0, 1, (persons, 1)) - rng.normal(0, 1, 30))))
    sample = Sample(
        test="t",
        title={"en": "Data <literacy>", "de": "Daten & Deutung"},
        organisation="Akademie Ö",
        items=tuple(f"item-{k:02d}" for k in range(30)),
        points=(rng.random(chance.shape) < chance).astype(float),
        maxima=np.ones(30),
        field_data=field_data,
        cut=CutScore(15, 30, "modified Angoff", "because <script>", "Board", DAY),
        groupings=(Grouping("language", ("en", "de") * (persons // 2)),),
        days=(DAY, DAY),
    )
    done = report(sample, made_on=DAY, findings=Findings(sample, draws=60))
    return signed(done, Signature("reviewed", "R. Œuvre", "head of quality", DAY, "fine by me"))


@cache
def sheet(language: str, field_data: FieldData = FieldData.SIMULATED) -> bytes:
    return pdf(page(made(field_data), language, short=True))


def told(content: bytes, folder: Path, program: str = "pdftotext") -> str:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    path = folder / "q.pdf"
    path.write_bytes(content)
    command = [program, str(path)] + (["-layout", "-"] if program == "pdftotext" else [])
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_paper_says_everything_that_the_page_says(language, tmp_path):
    words = " ".join(told(sheet(language), tmp_path).split())
    laid = page(made(), language, short=True)
    for section in laid.sections:
        assert section.title in words
        for one in section.readings:
            assert one.value in words or one.state == "not known", one
    assert laid.headline in words
    assert "R. Œuvre" in words


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_field_data_stands_on_every_sheet(language, tmp_path):
    sheets = told(sheet(language), tmp_path).split("\f")[:-1]
    assert len(sheets) >= 2
    assert all(NO_DATA[language] in words for words in sheets)


def test_of_real_people_it_stands_nowhere(tmp_path):
    for language, words in NO_DATA.items():
        assert words not in told(sheet(language, FieldData.REAL), tmp_path)
        assert words not in html(page(made(FieldData.REAL), language))


@pytest.mark.parametrize("language", ["en", "de"])
def test_it_is_tagged_and_at_most_three_sheets(language, tmp_path):
    about = told(sheet(language), tmp_path, "pdfinfo")
    assert re.search(r"Tagged:\s+yes", about)
    assert int(re.search(r"Pages:\s+(\d+)", about)[1]) <= 3
    assert "pdfuaid" in sheet(language).decode("latin-1")


def test_the_same_report_gives_the_same_bytes():
    assert pdf(page(made(), "en", short=True)) == sheet("en")


def test_with_too_few_people_there_is_a_page_too(tmp_path):
    few = page(made(FieldData.REAL, 12), "en", short=True)
    words = " ".join(told(pdf(few), tmp_path).split())
    assert "12 of 30 people" in words
    assert "fine" not in {one.state for section in few.sections for one in section.readings}
    assert html(few)


class Seen(HTMLParser):
    """Collects tags and what they hold."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def named(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_file_runs_nothing_and_loads_nothing(language):
    seen = Seen(html(page(made(), language)))
    assert not seen.named("script")
    assert not [one for _, one in seen.tags if "src" in one or "onclick" in one]
    assert seen.named("html")[0]["lang"] == language
    assert len(seen.named("h1")) == 1


def test_what_people_wrote_stays_words():
    shown = body(page(made(), "en"))
    assert "<script" not in shown
    assert "because &lt;script&gt;" in shown
    assert "Data &lt;literacy&gt;" in html(page(made(), "en"))


def test_every_picture_has_a_name_and_its_numbers_in_a_table():
    laid = page(made(), "en")
    drawn = [figure for section in laid.sections for figure in section.figures]
    assert len(drawn) == 4
    for figure in drawn:
        assert figure.svg.startswith("<svg")
        assert "<title" in figure.svg
        assert figure.simulated
    tables = {table.caption for section in laid.sections for table in section.tables}
    assert "All items, those to look at first" in tables
    assert len([one for one in drawn if one.table.rows]) == 3  # the items' stand in their section


def test_ids_are_used_once():
    shown = html(page(made(), "en"))
    ids = re.findall(r'\bid="([^"]+)"', shown)
    assert len(ids) == len(set(ids))


def test_the_site_and_the_file_look_alike(root):
    ours = root / "src/skillmark"
    kept = (ours / "render/quality.css").read_text()
    assert (ours / "server/assess/static/assess/quality.css").read_text() == kept
