"""The log on the server: it grows with the business, is served as files, and is never behind."""

from __future__ import annotations

import json

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from skillmark.badges.identity import Recipient
from skillmark.nouns.errors import UnavailableError
from skillmark.server.award import log, services
from skillmark.server.award.models import AwardRecord, LogEntryRecord, LogTileRecord
from skillmark.server.define.models import AchievementRecord
from skillmark.server.people.models import AuditRecord
from skillmark.trust.log import layout, merkle, notes
from skillmark.trust.log.notes import VerifierKey
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
    assert "ada" not in json.dumps(receipt.statement)
    # the key that signed stands in the statement as in the credential itself
    assert receipt.statement["key"] == json.loads(bytes(made.body))["proof"]["verificationMethod"]


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
    assert merkle.of_list(leaves)(0, said.size) == said.root
    assert get(world, "tile/0/000").content == b"".join(leaves[:256])
    assert get(world, "tile/0/000.p/7").content == b"".join(leaves[:7])


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


def test_an_erased_person_is_gone_from_the_log_and_the_proofs_of_others_hold(
    world, achievement, provider
):
    gone, other = (award(achievement, provider, f"{name}@x.example") for name in ("a", "b"))
    root = head(world).root
    with transaction.atomic():
        assert log.erase([gone]) == 1
    assert log.receipt(gone) is None
    assert Client().get(reverse("award_receipt", args=[gone.pk])).status_code == 404
    assert log.receipt(other).holds()
    assert head(world).root == root
    entry = LogEntryRecord.objects.get(award=gone, kind="award")
    assert (entry.salt, entry.statement) == (None, None)


def test_a_row_that_was_edited_in_the_database_is_not_vouched_for(world, achievement, provider):
    made = award(achievement, provider)
    entry = log.latest(made)
    entry.statement["at"] = "2020-01-01T00:00:00Z"
    entry.save(update_fields=["statement"])
    with pytest.raises(UnavailableError) as told:
        log.receipt(made)
    assert told.value.code == "log_damaged"
