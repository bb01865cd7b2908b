"""The certificate: tagged, reproducible, and no name makes it fail."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from skillmark.nouns.achievement import (
    AssessmentType,
    MicroCredentialElements,
    Participation,
    Supervision,
)
from skillmark.nouns.errors import InputError
from skillmark.nouns.text import Text
from skillmark.render import badge_image
from skillmark.render.certificate import Certificate, CertifiedSkill, european, pdf, unshown
from skillmark.render.typesetting import displayable

UNSHOWN = "𓀀𓁐"
ELEMENTS = MicroCredentialElements(
    country="DE",
    awarding_body="Academy",
    learning_outcomes=(
        Text.of({"en": "Cleans data", "de": "Bereinigt Daten"}),
        Text.of("Explains"),
    ),
    workload_hours=62.5,
    assessment_type=AssessmentType.PORTFOLIO,
    participation=Participation.BLENDED,
    quality_assurance="yearly review",
    eqf_level=5,
    ects=2.5,
    supervision=Supervision.ONLINE,
)
PLAIN = Certificate(
    holder="Amélie Güneş-Świątek",
    achievement="Data Analysis",
    issuer="Academy",
    awarded_on="23 November 2026",
    share_url="https://skills.example/s/7Zk3vQ9mT1",
    credential_id="urn:uuid:2f0c6c1e-98a0-4a1e-9a51-0e4a4cbf0f11",
    skills=(CertifiedSkill("Analyse data", 4), CertifiedSkill("Work in a team")),
    elements=european(ELEMENTS),
    no_field_data="No field data: the figures come from a simulation.",
    badge_svg=badge_image.draw(badge_image.Face("data", "Data Analysis", "Academy", 4)),
)


def words(made: bytes, folder: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    (folder / "c.pdf").write_bytes(made)
    done = subprocess.run(
        ["pdftotext", "-layout", "c.pdf", "-"], cwd=folder, capture_output=True, check=True
    )
    return " ".join(done.stdout.decode().split())


def test_the_same_award_gives_the_same_bytes() -> None:
    made = pdf(PLAIN)
    assert made.startswith(b"%PDF")
    assert made == pdf(PLAIN)
    assert b"/MarkInfo" in made  # tagged, so that it can be read aloud
    assert b"pdfuaid:part" in made


def test_what_it_says(tmp_path: Path) -> None:
    said = words(pdf(PLAIN), tmp_path)
    assert "CERTIFICATE" in said.replace(" ", "")[:40]  # set with wide spaces
    for expected in (
        PLAIN.holder, PLAIN.achievement, PLAIN.issuer, PLAIN.awarded_on,
        PLAIN.share_url, PLAIN.credential_id, PLAIN.no_field_data, "level 4 of 8",
        "no level named", "62.5 hours (2.5 ECTS)", "portfolio", "supervised online",
    ):  # fmt: skip
        assert expected in said, expected


def test_in_german(tmp_path: Path) -> None:
    german = replace(PLAIN, language="de-AT", elements=european(ELEMENTS, "de-AT"))
    said = words(pdf(german), tmp_path)
    for expected in ("Stufe 4 von 8", "Selbständig", "So wird geprüft",
                     "Bereinigt Daten; Explains", "62,5 Stunden (2,5 ECTS)"):  # fmt: skip
        assert expected in said, expected


@pytest.mark.parametrize(
    "name",
    [
        '#panic("x")', "$$ *bold* _it_ `raw` @ref <label> \\", "]\n#set page(width: 1pt)\n[",
        "O’Brien; DROP TABLE", "محمد عبد الله", "e\u0301" * 20, "\u202eabc",
        "\x00\x01", "", "x" * 900, "李明", UNSHOWN, "👩‍🚀", "\ufffe\U000f0000",
    ],
)  # fmt: skip
def test_no_name_makes_it_fail(name: str) -> None:
    made = pdf(replace(PLAIN, holder=name, achievement=name, issuer=name, criteria=name))
    assert made.startswith(b"%PDF")


def test_markup_in_a_name_is_only_words(tmp_path: Path) -> None:
    said = words(pdf(replace(PLAIN, holder='#panic("x") *b* $y$')), tmp_path)
    assert '#panic("x") *b* $y$' in said


def test_what_no_font_shows_is_said(tmp_path: Path) -> None:
    if displayable(UNSHOWN):
        pytest.skip("this machine has a font for hieroglyphs")
    given = replace(PLAIN, holder=f"{UNSHOWN} Li")
    assert unshown(given) == (f"{UNSHOWN} Li",)
    assert unshown(PLAIN) == ()
    said = words(pdf(given), tmp_path)
    assert "□□ Li" in said
    assert "The signed credential holds the exact spelling" in said
    assert "exact spelling" not in words(pdf(PLAIN), tmp_path)


def test_a_long_one_runs_on(tmp_path: Path) -> None:
    many = tuple(CertifiedSkill(f"Skill number {k}", 1 + k % 8) for k in range(40))
    said = words(pdf(replace(PLAIN, skills=many, criteria="A long reason. " * 200)), tmp_path)
    assert "Skill number 39" in said
    assert PLAIN.share_url in said


def test_a_bare_one() -> None:
    bare = Certificate("A", "B", "C", "2026", "https://x.example", "urn:x", ())
    assert pdf(bare).startswith(b"%PDF")


def test_an_address_too_long_for_a_code_is_refused() -> None:
    with pytest.raises(InputError, match="too long for a QR code"):
        pdf(replace(PLAIN, share_url="https://x.example/" + "a" * 5000))


def test_a_new_line_is_no_character_that_cannot_be_shown() -> None:
    from skillmark.render.typesetting import displayable

    assert displayable("first line\nsecond line")
    assert displayable("erste Zeile\nzweite Zeile für Grüße")
    assert not displayable("bell \a")
