"""Nothing demographic reaches a rank: swapped in raw CVs, forms and files, followed to the page.

The same people with other names, gender markers, schools, postcodes and birthdays go through the
real pages, from the CV to the ranking. Scores, places and explanations are the same to the byte.
"""

from __future__ import annotations

import html
import json
import re
import zlib
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from skillmark.award.credential import issue
from skillmark.badges import open_badges
from skillmark.badges.identity import Recipient
from skillmark.define.catalogue import starter
from skillmark.match.auditing import frozen
from skillmark.nouns.person import Issuer, Requirement, Role
from skillmark.nouns.text import Text
from skillmark.server.match import services
from skillmark.server.match.deciding.models import RankingRecord
from skillmark.server.match.surveying import services as surveying
from skillmark.skills.starter import framework, uri
from skillmark.trust.keys import SigningKey

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
CV = """{name}
{street}, {postcode} {town}
{born} · {status} · {photo}

Education
{school}

Work
{title} {name} has worked as an analyst since 2019. {pronoun} writes SQL queries and does data
analysis every day, and {pronoun} builds charts for the board.
{possessive} colleagues call {pronoun_object} an expert in Python.

Languages: {language}
Member of {club}
"""


@dataclass(frozen=True)
class Somebody:
    """Everything about a person that must not count."""

    name: str
    address: str
    street: str
    postcode: str
    town: str
    born: str
    status: str
    photo: str
    school: str
    title: str
    pronoun: str
    pronoun_object: str
    possessive: str
    language: str
    club: str
    sex: str

    @property
    def cv(self) -> str:
        return CV.format(**asdict(self))


MAN = Somebody(
    "Karl Huber", "karl.huber@outside.example", "Seestrasse 1", "82319", "Starnberg",
    "born 3 May 1990", "married, no children", "photo: karl.jpg", "Elite Private Boarding School",
    "Mr", "He", "him", "His", "German", "the golf club", "male",
)  # fmt: skip
SWAPS = {
    "sex": Somebody(
        "Karla Huber", "karla.huber@outside.example", "Seestrasse 1", "82319", "Starnberg",
        "born 3 May 1990", "married, two children", "photo: karla.jpg",
        "Elite Private Boarding School", "Ms", "She", "her", "Her", "German", "the golf club",
        "female",
    ),
    "origin, school and postcode": Somebody(
        "Aaliyah Washington-Okafor", "a.okafor@elsewhere.example", "Grand Concourse 2400", "10458",
        "The Bronx", "born 3 May 1990", "married, no children", "no photo",
        "Bronx Evening High School", "Mr", "He", "him", "His", "English and Igbo", "the mosque",
        "male",
    ),
    "age and everything else": Somebody(
        "Zeynep Yılmaz", "z@y.example", "Plattenweg 9", "12681", "Berlin-Marzahn",
        "born 17 January 1961", "single mother of four", "no photo", "Hauptschule, 9th class",
        "Mx", "They", "them", "Their", "Turkish", "a choir", "another",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def badge_for():
    """Return a function that issues the same badge to somebody else."""
    key = SigningKey.generate("ed25519")
    claim = open_badges.claim(
        starter().achievement("genai-foundations"),
        id="urn:uuid:00000000-0000-4000-8000-000000000001",
        skills=framework().by_uri,
    )

    def badge(who: Somebody) -> bytes:
        return issue(
            claim,
            id="urn:uuid:00000000-0000-4000-8000-000000000002",
            issuer=open_badges.profile(Issuer(key.controller, "Example Academy")),
            recipient=Recipient(who.name, who.address),
            salt="0123456789abcdef",
            signer=key,
            form="eddsa-rdfc-2022",
            valid_from=NOW,
            now=NOW,
        ).data

    return badge


@pytest.fixture
def role(world):
    return services.save_role(
        world.home,
        Role(
            Text.of("Analyst"),
            (
                Requirement(uri("data-analysis"), 3, must=True),
                Requirement(uri("data-sql"), 3),
                Requirement(uri("genai-foundations"), 3),
                Requirement(uri("software-python"), 4),
            ),
        ),
    )


@pytest.fixture
def through(world, client_of, badge_for, role):
    """Return a function that takes a member and a candidate from raw text to the ranking."""
    learner, recruiter = client_of("learner"), client_of("recruiter")

    def read(who: Somebody) -> dict[str, list[str]]:
        page = learner.post(reverse("own_cv"), {"do": "read", "text": who.cv}).content.decode()
        lines = page.split('name="skill" value="')[1:]
        found = {"skill": [], "claim": [], "level": []}
        for line in lines:
            skill = html.unescape(line.partition('"')[0])
            chosen = re.search(r'<option value="(\d?)" selected>', line)
            found["skill"].append(skill)
            found["claim"].append(skill)
            found["level"].append(chosen[1] if chosen else "")
        return found

    def follow(member: Somebody, candidate: Somebody) -> dict[str, object]:
        with transaction.atomic():
            assert learner.post(reverse("profile"), {"name": member.name}).status_code == 302
            claims = read(member)
            # Where the CV names no level, the person chooses one.
            ticked = {"do": "claim", **claims, "level": [one or "3" for one in claims["level"]]}
            assert learner.post(reverse("own_cv"), ticked).status_code == 302
            file = SimpleUploadedFile(
                f"{candidate.name} {candidate.sex}.json", badge_for(candidate)
            )
            form = {"name": candidate.name, "holder": candidate.address, "files": [file]}
            assert (
                recruiter.post(reverse("role_candidate", args=[role.pk]), form).status_code == 302
            )
            [outside] = role.candidates.all()
            for who, person in ((member, f"member-{world.people['learner'].pk}"),
                                (candidate, f"candidate-{outside.pk}")):  # fmt: skip
                surveying.state(world.home, person, {"sex": who.sex}, account=None)
            names = {
                str(outside.pk): "CANDIDATE", candidate.name: "CANDIDATE'S NAME",
                candidate.address: "ADDRESS", member.name: "MEMBER'S NAME",
            }  # fmt: skip
            found = {
                "read": claims,
                "hidden page": same(recruiter.get(shown(role, "role", "?anonymous=1")), names),
                "page": same(recruiter.get(shown(role, "role")), names),
                "hidden table": recruiter.get(shown(role, "role_csv", "?anonymous=1")).content,
                "lines": lines(recruiter, role),
            }
            decided = {"decided_as": "shortlisted", "reason": "r"}
            person = f"candidate-{outside.pk}"
            recruiter.post(reverse("role_decide", args=[role.pk, person]), decided)
            kept = RankingRecord.objects.get(role=role)
            found["bits"] = [(rank, digest) for _person, rank, digest in kept.outcome]
            raw = frozen.thaw(zlib.decompress(bytes(kept.inputs)))
            said = repr([p.evidence for p in raw.people])
            assert member.name not in said
            assert candidate.name not in said
            transaction.set_rollback(True)
        return found

    return follow


def shown(role, name, query=""):
    return reverse(name, args=[role.pk]) + query


def same(answer, names):
    """Return a page without what is different at every look, names put for who they are."""
    text = answer.content.decode()
    text = re.sub(
        r'(csrfmiddlewaretoken" value=|csrf-token" content=|"X-CSRFToken": )"[^"]*"', "", text
    )
    text = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d", "NOW", text)
    text = re.sub(r'(href|action|src)="[^"]*"', "", text)
    text = re.sub(r'<li class="message .*?</li>', "", text, flags=re.DOTALL)
    for name, instead in sorted(names.items(), key=lambda pair: -len(pair[0])):
        text = text.replace(html.escape(name), instead)
    return text


def lines(recruiter, role):
    """Return the ranking as programs get it, without ids."""
    answer = recruiter.get(f"/api/match/roles/{role.pk}/ranking")
    assert answer.status_code == 200
    return _bare(json.loads(answer.content))


def _bare(value):
    if isinstance(value, dict):
        return {k: _bare(v) for k, v in value.items() if k not in {"id", "name", "as_of"}}
    return [_bare(one) for one in value] if isinstance(value, list) else value


def another(who):
    """Return somebody else who has all of it in common but name and address."""
    return replace(who, name=f"{who.name} Second", address=f"second.{who.address}")


@pytest.mark.parametrize("what", SWAPS)
def test_a_swap_changes_nothing_from_file_to_rank(what, through):
    swapped = SWAPS[what]
    before, after = (through(one, another(one)) for one in (MAN, swapped))
    assert before["read"]["skill"], "the CV is read"
    assert "CANDIDATE'S NAME" in before["page"]
    assert MAN.name not in before["hidden page"]
    for part in before:
        assert after[part] == before[part], part


def test_rankings_read_no_statement_of_a_group_and_no_scorer_knows_a_field_for_one(
    world, through, role, client_of
):
    person = f"member-{world.people['learner'].pk}"
    surveying.state(world.home, person, {"sex": "female", "age": "from_40"}, account=None)
    recruiter = client_of("recruiter")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        recruiter.get(shown(role, "role"))
        recruiter.get(shown(role, "role_csv"))
        recruiter.get(f"/api/match/roles/{role.pk}/ranking")
        client_of("learner").get(reverse("my_skills"))
        client_of("technical_leader").get(reverse("bench"))
    tables = {name for one in asked for name in re.findall(r'"(match_\w+)"', one["sql"])}
    assert "match_evidencerecord" in tables
    assert "match_groupstatementrecord" not in tables
    forbidden = {
        "sex",
        "gender",
        "age",
        "birth",
        "race",
        "ethnicity",
        "school",
        "postcode",
        "photo",
    }
    from skillmark.match import Assumptions
    from skillmark.nouns.evidence import Evidence
    from skillmark.nouns.person import Person

    for noun in (Person, Evidence, Requirement, Role, Assumptions):
        words = {part for field in noun.__dataclass_fields__ for part in field.split("_")}
        assert not words & forbidden, noun
    assert all(one != other for one, other in pairwise(SWAPS.values()))
