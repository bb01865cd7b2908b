"""The log on the server: it grows with the business, is served as files, and is never behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from skillmark.badges.identity import Recipient
from skillmark.fetch.client import FetchError
from skillmark.nouns.errors import ConflictError, UnavailableError
from skillmark.server import environment
from skillmark.server.archive import restoring
from skillmark.server.award import services
from skillmark.server.award.models import AwardRecord, LogEntryRecord, LogRecord, LogTileRecord
from skillmark.server.award.transparency import log, rollback, witnessed
from skillmark.server.define.models import AchievementRecord
from skillmark.server.people.models import AuditRecord
from skillmark.server.verify import services as verifying
from skillmark.trust.fetched import Fetched
from skillmark.trust.keys import Algorithm, SigningKey
from skillmark.trust.log import layout, merkle, notes
from skillmark.trust.log.audit import audit
from skillmark.trust.log.notes import VerifierKey
from skillmark.trust.log.published import Published
from skillmark.trust.log.receipts import Receipt


@pytest.fixture
def achievement(world):
    rows = AchievementRecord.objects.of(world.home).order_by("pk")
    return rows.exclude(pk__in=AwardRecord.objects.values("achievement")).first()


@pytest.fixture
def provider(world):
    return world.people["provider_admin"]


def award(achievement, provider, email="ada@x.example"):
    return services.award_one(achievement, Recipient("Ada", email), actor=provider)


def statement(number, **more):
    said = {"kind": "status", "id": f"urn:x:{number}", "status": "revoked"}
    return said | {"at": "2026-05-31T12:00:00Z"} | more


def get(world, part):
    return Client().get(reverse("log_file", args=[world.home.slug, part]))


def head(world):
    said = notes.read_checkpoint(get(world, "checkpoint").content)
    vkey = get(world, layout.VERIFIER_KEY).content.decode()
    assert notes.verify(said.note, [VerifierKey.read(vkey)])
    return said


def test_an_award_is_in_the_log_and_its_receipt_shows_it_to_anybody(world, achievement, provider):
    made = award(achievement, provider)
    said = head(world)
    receipt = Receipt.from_json(Client().get(reverse("award_receipt", args=[made.pk])).content)
    assert receipt.origin == said.origin == "127.0.0.1:8000/issuers/hallmark-academy/log"
    assert receipt.head.root == said.root
    assert receipt.holds()
    assert receipt.fits(bytes(made.body))
    assert receipt.statement["id"] == made.url
    assert "ada@" not in json.dumps(receipt.statement)  # "ada" alone may stand in a digest
    # the key that signed stands in the statement as in the credential itself
    assert receipt.statement["key"] == json.loads(bytes(made.body))["proof"]["verificationMethod"]


def reference_root(leaves):
    """The tree hash as RFC 9162, section 2.1.1, writes it down."""
    if len(leaves) < 2:
        return leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return merkle.node(reference_root(leaves[:half]), reference_root(leaves[half:]))


def test_what_is_served_is_the_whole_log_and_its_leaves_make_the_root(world):
    with transaction.atomic():
        first = log.append(world.home, [statement(n) for n in range(600)])
        log.append(world.home, [statement(n) for n in range(600, 700)])
    said = head(world)
    assert said.size == first + 700
    entries = b""
    for number in range(said.size // 256 + 1):
        width = layout.width(None, number, said.size)
        place = layout.Place(None, number, width)
        entries += layout.unbundled(get(world, place.path).content)
    assert len(entries) == 32 * said.size
    leaves = [merkle.leaf(entries[at : at + 32]) for at in range(0, len(entries), 32)]
    assert reference_root(leaves) == said.root
    assert get(world, "tile/0/000").content == b"".join(leaves[:256])
    assert get(world, "tile/0/000.p/7").content == b"".join(leaves[:7])


def test_a_check_of_the_whole_log_accepts_what_is_served_and_finds_what_was_edited(world):
    """As `skillmark log check ADDRESS` does, through the site's own pages."""
    with transaction.atomic():
        log.append(world.home, [statement(n) for n in range(300)])

    def read(path):
        answer = get(world, path)
        return answer.content if answer.status_code == 200 else None

    place = Published(read, name="https://site.example/log")
    assert audit(place).found.consistent is True
    row = LogEntryRecord.objects.get(log__organisation=world.home, number=270)
    LogEntryRecord.objects.filter(pk=row.pk).update(entry=bytes(32))
    found = audit(place)
    assert found.found.consistent is False
    assert "270" in str(found.to_json()["problems"])


@pytest.mark.parametrize(
    "part",
    ["tile/0/999", "tile/9/000", "tile/0/00", "tile/0/000.p/256", "tile/entries/000.p/255", "x"],
)
def test_what_is_not_there_is_not_found(world, part):
    assert get(world, part).status_code == 404


def test_tiles_are_kept_by_caches_for_ever_and_checkpoints_for_seconds(world):
    assert "immutable" in get(world, "tile/0/000.p/1").headers["Cache-Control"]
    assert get(world, "checkpoint").headers["Cache-Control"] == "public, max-age=10"


def test_the_log_grows_with_the_business_or_not_at_all(world):
    before = log.checkpoint(world.home)
    with transaction.atomic():
        log.append(world.home, [statement(1)])
        transaction.set_rollback(True)
    assert log.checkpoint(world.home) == before
    with transaction.atomic():
        assert log.append(world.home, [statement(1)]) == notes.read_checkpoint(before).size


@pytest.mark.parametrize("table", [LogEntryRecord, LogTileRecord, AuditRecord])
def test_hostile_54_what_cannot_be_recorded_is_not_done(world, achievement, provider, table):
    before = log.checkpoint(world.home), AwardRecord.objects.count()

    def full(execute, sql, params, many, context):
        if sql.startswith(f'INSERT INTO "{table._meta.db_table}"'):
            raise DatabaseError("database or disk is full")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(full), pytest.raises(UnavailableError) as told:
        award(achievement, provider)
    assert told.value.code in {"log_failed", "audit_failed"}
    assert "nothing was changed" in str(told.value)
    assert (log.checkpoint(world.home), AwardRecord.objects.count()) == before
    award(achievement, provider)  # and afterwards it goes


def test_hostile_55_an_erased_person_is_gone_and_the_proofs_of_others_hold(
    world, achievement, provider, client_of
):
    gone, other = (award(achievement, provider, f"{name}@x.example") for name in ("gone.away", "b"))
    copy, root = bytes(gone.body), head(world).root
    told = client_of("provider_admin").post(reverse("award_erase", args=[gone.pk]), follow=True)
    assert "1 award was erased" in told.content.decode()
    # nothing of the person is left in any table
    for model in apps.get_models():
        for row in model._base_manager.all():
            said = repr([getattr(row, f.attname) for f in model._meta.concrete_fields])
            assert "gone.away@x.example" not in said, model
    row = AwardRecord.objects.get(pk=gone.pk)
    assert (bytes(row.body), row.token, row.salt, row.account_id) == (b"", "", "", None)
    entry = LogEntryRecord.objects.get(award=gone, kind="award")
    assert (entry.salt, entry.statement) == (None, None)
    assert Client().get(reverse("award_receipt", args=[gone.pk])).status_code == 404
    # what they took along, and everybody else, is as it was
    assert verifying.check(copy).verdict.value == "valid"
    assert log.receipt(other).holds()
    assert head(world).root == root


def test_the_award_says_where_it_is_in_the_log(world, achievement, provider, client_of):
    made = award(achievement, provider)
    size = head(world).size
    for page in (made.url, reverse("award", args=[made.pk])):
        text = client_of("provider_admin").get(page).content.decode()
        assert f"Entry {size} of {size}, since" in text
        assert reverse("award_receipt", args=[made.pk]) in text
    AwardRecord.objects.filter(pk=made.pk).update(body=bytes(made.body).replace(b"Ada", b"Eve"))
    text = Client().get(made.url).content.decode()
    assert "does not confirm this award" in text
    assert "of 1, since" not in text


def test_a_row_that_was_edited_in_the_database_is_not_vouched_for(world, achievement, provider):
    made = award(achievement, provider)
    entry = log.latest(made)
    entry.statement["at"] = "2020-01-01T00:00:00Z"
    entry.save(update_fields=["statement"])
    with pytest.raises(UnavailableError) as told:
        log.receipt(made)
    assert told.value.code == "log_damaged"


@pytest.fixture
def elsewhere(tmp_path, settings):
    """A folder where the site leaves its checkpoints."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    settings.SITE = replace(settings.SITE, witnessed=(str(folder),))
    return folder


@pytest.mark.django_db(transaction=False)
def test_the_site_leaves_its_latest_checkpoint_elsewhere(
    world, achievement, provider, elsewhere, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        award(achievement, provider)
    kept = elsewhere / f"{world.home.slug}.checkpoint"
    assert kept.read_bytes() == log.checkpoint(world.home)
    later = kept.read_bytes()
    witnessed.keep([str(elsewhere)], world.home.slug, notes_of(world, size=1))
    assert kept.read_bytes() == later, "an earlier one does not replace it"


def notes_of(world, *, size, root=b"\1" * 32, signer=None):
    row = LogRecord.objects.of(world.home).get()
    return notes.checkpoint(row.origin, size, root, signer or log._signer(row))


def test_hostile_49_a_database_behind_a_witnessed_checkpoint_awards_nothing_more(
    world, achievement, provider, elsewhere
):
    known = log.checkpoint(world.home)
    seen = elsewhere / f"{world.home.slug}.checkpoint"
    size = notes.read_checkpoint(known).size
    stranger = SigningKey.generate(Algorithm.ED25519)
    for data, said in (
        (notes_of(world, size=size + 5), f"{size + 5:,} were seen"),
        (notes_of(world, size=size), "are not those that were seen"),
        (notes_of(world, size=size, signer=stranger), "not one of this log"),
    ):
        seen.write_bytes(data)
        before = AwardRecord.objects.count()
        with pytest.raises(ConflictError) as told:
            award(achievement, provider)
        assert told.value.code == "log_behind"
        assert said in str(told.value)
        assert "restore" in told.value.remedy
        assert AwardRecord.objects.count() == before
        [found] = rollback.compare(fetch=None)
        assert said in found
        assert LogRecord.objects.of(world.home).get().behind
        seen.write_bytes(known)
        assert rollback.compare(fetch=None) == []
    award(achievement, provider)


def test_hostile_49_not_to_know_is_not_to_be_fine(world, achievement, provider, elsewhere):
    elsewhere.rmdir()
    with pytest.raises(UnavailableError) as told:
        award(achievement, provider)
    assert told.value.code == "witnessed_unreadable"
    assert rollback.compare(fetch=None)


def test_hostile_49_a_witness_on_the_network_is_asked_at_the_start(
    world, achievement, provider, settings
):
    settings.SITE = replace(settings.SITE, witnessed=("https://witness.example/logs",))
    size = notes.read_checkpoint(log.checkpoint(world.home)).size

    def witness(data):
        def fetch(url):
            if data is None:
                raise FetchError("it does not answer", code="unreachable")
            if url != f"https://witness.example/logs/{world.home.slug}.checkpoint":
                raise FetchError("it answered 404", code="absent")
            return Fetched(data, "text/plain", url, 200, timezone.now())

        return fetch

    [found] = rollback.compare(fetch=witness(notes_of(world, size=size + 1)))
    assert "were seen" in found
    # that is remembered: an award asks no network, and an outage clears nobody
    for fetch in (None, witness(None)):
        with pytest.raises(ConflictError) as told:
            award(achievement, provider)
        assert told.value.code == "log_behind"
        rollback.compare(fetch=fetch or witness(None))
    assert rollback.compare(fetch=witness(log.checkpoint(world.home))) == []
    award(achievement, provider)


@pytest.mark.slow
def test_hostile_49_restored_an_old_backup_says_so_and_awards_nothing_more(tmp_path):
    """The whole way: award, back up, award, restore, award."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    variables = {
        "SKILLMARK_DATA": str(tmp_path / "site"),
        "SKILLMARK_WITNESSED": str(elsewhere),
        "SKILLMARK_DEMO": "1",
    }
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SKILLMARK_", "DJANGO_"))}

    def site(program):
        done = subprocess.run(
            [sys.executable, "-c", SITE + program, str(tmp_path)],
            env=kept | variables,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout.split()

    assert site('award("ada"); back_up(); award("eve")') == ["AWARDED", "AWARDED"]
    [backup] = tmp_path.glob("*.zip")
    done = restoring.restore(backup, environment.read(variables), now=datetime.now(UTC), force=True)
    told = " ".join(done.warnings)
    assert "3 were seen" in told  # the key, and two awards
    assert "awards nothing more" in told
    assert site('award("bob"); doctor()') == ["log_behind", "fail"]


SITE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from skillmark.cli.project import start
site = start(migrate=True)
from skillmark.badges.identity import Recipient
from skillmark.define import catalogue
from skillmark.nouns.errors import SkillmarkError
from skillmark.server.archive import making
from skillmark.server.award import services
from skillmark.server.checkup import records
from skillmark.server.define.models import AchievementRecord
from skillmark.server.define.services import import_catalogue
from skillmark.server.people.actions import Role
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.people.services import door

def award(name):
    actor = door(Role.PROVIDER_ADMIN)
    if not AchievementRecord.objects.exists():
        home = OrganisationRecord.objects.get()
        import_catalogue(catalogue.starter(), organisation=home, actor=None)
    achievement = AchievementRecord.objects.order_by("pk").first()
    try:
        services.award_one(achievement, Recipient(name, f"{name}@x.example"), actor=actor)
        print("AWARDED")
    except SkillmarkError as error:
        print(error.code)

def back_up():
    making.make(site, Path(sys.argv[1]) / "old.zip", now=datetime.now(UTC))

def doctor():
    print(records.logs(site).state.value)
"""
