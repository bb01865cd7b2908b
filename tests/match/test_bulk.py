"""Many roles at once: what each would give alone, in any number of processes, stopped or not."""

from __future__ import annotations

import json
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from skillmark.compute.bulk import processes
from skillmark.match import Assumptions, rank
from skillmark.match.bulk import place_many, rank_many
from skillmark.match.crowd import Crowd
from skillmark.match.journal import rank_into
from skillmark.nouns.errors import ConflictError
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.person import Person, Requirement, Role
from skillmark.nouns.text import Text

from .crowds import CLASSES, SKILLS, TODAY

DRAW = random.Random(7)
PEOPLE = [
    Person(
        f"p{n:03d}",
        tuple(
            Evidence(
                DRAW.choice(SKILLS),
                DRAW.choice(CLASSES),
                TODAY.fromordinal(TODAY.toordinal() - DRAW.randrange(2000)),
                DRAW.choice((None, *range(1, 9))),
            )
            for _ in range(DRAW.randrange(8))
        ),
    )
    for n in range(60)
]
ROLES = [
    Role(
        Text.of(f"Role {n}"),
        tuple(
            Requirement(skill, DRAW.randrange(1, 9), must=not at)
            for at, skill in enumerate(DRAW.sample(SKILLS, 3))
        ),
        f"r{n}",
    )
    for n in range(11)
]
EXPECTED = [rank(role, PEOPLE, today=TODAY, top=5) for role in ROLES]


@pytest.fixture
def crowd() -> Crowd:
    return Crowd.of(PEOPLE, today=TODAY)


def test_the_work_is_shared_out_and_comes_back_in_order(crowd: Crowd) -> None:
    assert list(rank_many(crowd, iter(ROLES), top=5)) == EXPECTED
    with ThreadPoolExecutor(2) as pool:
        assert list(rank_many(crowd, ROLES, top=5, executor=pool, jobs=2)) == EXPECTED
        for placed, ranked in zip(
            place_many(crowd, ROLES, top=5, executor=pool, jobs=2), EXPECTED, strict=True
        ):
            assert [(p.person, p.exact) for p in placed] == [(r.person, r.exact) for r in ranked]


@pytest.mark.slow
def test_processes_map_the_file_of_the_crowd(crowd: Crowd, tmp_path: Path) -> None:
    kept = crowd.save(tmp_path / "people.crowd")
    with processes(2) as pool:
        assert list(rank_many(kept, ROLES, top=5, executor=pool, jobs=2)) == EXPECTED


def test_what_was_stopped_goes_on_where_it_was(crowd: Crowd, tmp_path: Path) -> None:
    kept = crowd.save(tmp_path / "people.crowd")
    whole, file = tmp_path / "whole.jsonl", tmp_path / "rankings.jsonl"
    assert rank_into(whole, kept, ROLES, top=5) == len(ROLES)
    head, *lines = whole.read_text().splitlines()
    assert json.loads(head)["crowd"] == kept.digest
    assert [json.loads(one)["role"] for one in lines] == [role.id for role in ROLES]
    places = json.loads(lines[3])["ranking"]
    assert [one["id"] for one in places] == [one.person for one in EXPECTED[3]]

    class StoppedError(Exception):
        pass

    def stop(done: int, of: int) -> None:
        told.append((done, of))
        if done == 4:
            raise StoppedError

    told: list[tuple[int, int]] = []
    with pytest.raises(StoppedError):
        rank_into(file, kept, ROLES, top=5, progress=stop)
    assert told == [(n, len(ROLES)) for n in range(5)]
    with file.open("ab") as stream:
        stream.write(lines[4].encode()[:40])  # torn by a power cut
    assert rank_into(file, kept, ROLES, top=5) == len(ROLES) - 4
    assert rank_into(file, kept, ROLES, top=5) == 0
    assert file.read_bytes() == whole.read_bytes()

    others = Crowd.of(PEOPLE[1:], today=TODAY).save(tmp_path / "others.crowd")
    again = Crowd.open(kept.path or file, today=TODAY, assumptions=Assumptions(sd_claimed=2))
    for changed in (others, again):
        with pytest.raises(ConflictError, match="begun with other people"):
            rank_into(file, changed, ROLES, top=5)
    renamed = [ROLES[0], replace(ROLES[1], title=Text.of("Another")), *ROLES[2:]]
    with pytest.raises(ConflictError, match="line 3 is of another role"):
        rank_into(file, kept, renamed, top=5)
    assert file.read_bytes() == whole.read_bytes()
