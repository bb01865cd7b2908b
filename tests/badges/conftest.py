"""A provider, an achievement with everything in it, and a badge made of them."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
from PIL import Image

from skillmark.badges import open_badges
from skillmark.badges.identity import Recipient
from skillmark.nouns.achievement import (
    Achievement,
    AssessmentType,
    MicroCredentialElements,
    Participation,
    Supervision,
)
from skillmark.nouns.credibility import Credibility, CutScore, FieldData, Interval
from skillmark.nouns.evidence import Result
from skillmark.nouns.person import Issuer
from skillmark.nouns.proficiency import SkillLevel
from skillmark.nouns.skill import Skill
from skillmark.nouns.text import Text

ACHIEVEMENT_ID = "https://skills.example/achievements/data-literacy"
READ, CLEAN = "urn:example:skill:read-charts", "urn:example:skill:clean-data"


@pytest.fixture
def achievement() -> Achievement:
    return Achievement(
        id="data-literacy",
        name=Text.of("Data literacy"),
        description=Text.of("Reads charts and cleans data."),
        criteria=Text.of("Pass the test with 14 of 20 points."),
        skills=(SkillLevel(READ, 4), SkillLevel(CLEAN)),
        elements=MicroCredentialElements(
            country="DE",
            awarding_body="Academy of Beispielstadt",
            learning_outcomes=(Text.of({"en": "Read a chart", "de": "Ein Diagramm lesen"}),),
            workload_hours=37.5,
            assessment_type=AssessmentType.WRITTEN,
            participation=Participation.BLENDED,
            quality_assurance="External audit every two years",
            eqf_level=4,
            ects=1.5,
            prerequisites="None",
            supervision=Supervision.ONSITE,
            stackable="Part of Data Analyst",
        ),
    )


@pytest.fixture
def credibility() -> Credibility:
    return Credibility(
        test="data-literacy-1",
        blueprint=((READ, 12), (CLEAN, 8)),
        cut=CutScore(
            14, 20, "modified Angoff", "minimally competent", "panel of 6", date(2026, 5, 4)
        ),
        field_data=FieldData.SIMULATED,
        persons=1000,
        reliability=Interval(0.84, 0.81, 0.87),
        sem=1.62,
        decision_accuracy=0.91,
        raters=2,
    )


@pytest.fixture
def skills() -> dict[str, Skill]:
    return {
        READ: Skill(READ, Text.of("Read charts"), Text.of("Says what a chart shows")),
        CLEAN: Skill(CLEAN, Text.of("Clean data")),
    }


@pytest.fixture
def badge(
    achievement: Achievement, credibility: Credibility, skills: dict[str, Skill]
) -> dict[str, Any]:
    """An unsigned credential."""
    moment = datetime(2026, 6, 1, 12, tzinfo=UTC)
    said = open_badges.claim(
        achievement,
        id=ACHIEVEMENT_ID,
        skills=skills,
        framework="Example framework 1.0",
        page=lambda uri: f"https://skills.example/skills/{uri.rpartition(':')[2]}",
        result=Result("data-literacy-1", "p1", moment, 17, 20, 14),
        credibility=credibility,
    )
    return open_badges.credential(
        said,
        id="urn:uuid:5a0ee0a5-76e5-4b1e-9b51-5ee1f0f6c1a4",
        issuer=open_badges.profile(
            Issuer("did:key:z6MkExample", "Academy", "https://skills.example", country="DE")
        ),
        recipient=Recipient(name="Zoë Müller-Łęcka", email="Zoe@Example.org"),
        salt="0123456789abcdef",
        valid_from=moment,
        valid_until=datetime(2029, 6, 1, tzinfo=UTC),
    )


@pytest.fixture
def png_image() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (32, 32), "teal").save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture
def svg_image() -> bytes:
    return (
        b'<?xml version="1.0" encoding="UTF-8"?>\n<!-- a > b -->\n'
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle r="5"/></svg>\n'
    )
