"""What frameworks mean is computed at once where it is quick, else in a job."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction

from skillmark.nouns.skill import Framework, Skill
from skillmark.nouns.text import Text
from skillmark.server.jobs import worker
from skillmark.server.jobs.models import JobRecord, State
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.skills import linkers, services
from skillmark.server.skills.models import FrameworkRecord
from skillmark.skills.linking import meaning

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(meaning.default() is None, reason="the extra `embeddings` is not installed"),
]
NAMES = ("keeping bees", "baking bread", "welding")
SENTENCE = "looks after her honey bees"


@pytest.fixture
def row(settings: Any, tmp_path: Path) -> FrameworkRecord:
    settings.DATA = tmp_path
    linkers._linker.cache_clear()
    skills = tuple(Skill(f"urn:{name}", Text.of(name)) for name in NAMES)
    owner = OrganisationRecord.objects.create(name="Bees", slug="bees-linkers")
    framework = Framework("bees", Text.of("Bees"), "1", "", "", skills)
    return services.import_framework(framework, organisation=owner)


def test_a_small_framework_is_computed_when_it_is_first_used(
    row: FrameworkRecord, tmp_path: Path
) -> None:
    linked = linkers.linker(row).link(SENTENCE)
    assert linked.by_meaning
    assert linked.matches[0].label == "keeping bees"
    assert len(list((tmp_path / "vectors").iterdir())) == 1
    assert linkers.linker(row) is linkers.linker(row)


def test_a_large_one_is_read_by_its_words_until_the_job_is_done(
    row: FrameworkRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linkers, "AT_ONCE", 1)
    assert not linkers.linker(row).link(SENTENCE).by_meaning
    with transaction.atomic():
        linkers.prepare(row, organisation=row.organisation, actor=None)
        linkers.prepare(row, organisation=row.organisation, actor=None)
    assert JobRecord.objects.filter(kind=linkers.EMBED).count() == 1
    worker.load()
    while worker.run_one():  # what others ordered comes first
        pass
    job = JobRecord.objects.get(kind=linkers.EMBED)
    assert job.state == State.DONE
    assert job.result == {"texts": len(NAMES)}
    assert linkers.linker(row).link(SENTENCE).by_meaning


def test_what_was_lost_is_computed_again(
    row: FrameworkRecord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linkers, "AT_ONCE", 1)
    for _ in range(2):  # who reads orders it, once
        assert not linkers.linker(row).link(SENTENCE).by_meaning
    worker.load()
    while worker.run_one():
        pass
    assert linkers.linker(row).link(SENTENCE).by_meaning
    for kept in (tmp_path / "vectors").iterdir():
        if kept.is_dir():
            shutil.rmtree(kept)
    linkers._linker.cache_clear()
    assert not linkers.linker(row).link(SENTENCE).by_meaning
    # the same day it is not ordered twice: it might fail each time
    assert JobRecord.objects.filter(kind=linkers.EMBED).count() == 1
    JobRecord.objects.filter(kind=linkers.EMBED).delete()
    linkers.linker(row)
    while worker.run_one():
        pass
    assert linkers.linker(row).link(SENTENCE).by_meaning


def test_a_framework_that_went_away_asks_for_nothing(row: FrameworkRecord) -> None:
    job = SimpleNamespace(payload={"framework": row.pk})
    row.delete()
    assert linkers.embed(job) == {"texts": 0}  # type: ignore[arg-type]
