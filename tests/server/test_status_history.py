"""Was it valid on that day: for the issuer, and for whoever verifies. How fresh lists are."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from skillmark.award import status
from skillmark.award.roster import Row
from skillmark.badges.identity import Recipient
from skillmark.server.award import services
from skillmark.server.award.bulk import signing
from skillmark.server.award.keyring import keys
from skillmark.server.award.models import (
    AwardRecord,
    SignedRecord,
    StatusChangeRecord,
    StatusListRecord,
    StatusPairRecord,
)
from skillmark.server.award.status import history, lists, places, standing
from skillmark.server.define.models import AchievementRecord
from skillmark.server.verify.asking import ask_self
from skillmark.trust.bitstring import StatusList
from skillmark.verify import dated
from skillmark.verify.checks import Name
from skillmark.verify.verify import Verifier


@pytest.fixture
def provider(world):
    return world.people["provider_admin"]


@pytest.fixture
def awards(world, provider):
    """Three awards that were signed 30 days ago, in a list that was begun then."""
    held = AwardRecord.objects.values("achievement")
    achievement = AchievementRecord.objects.of(world.home).exclude(pk__in=held).first()
    rows = [Row(n + 2, Recipient(f"P {n}", f"p{n}@x.example")) for n in range(3)]
    batch = services.order(achievement, rows, actor=provider).batch
    made = list(batch.awards.select_related("organisation", "batch__key").order_by("name"))
    signing.fill([signing.sign(one) for one in made])
    AwardRecord.objects.filter(batch=batch).update(signed=days_ago(30))
    StatusPairRecord.objects.of(world.home).update(known_from=days_ago(31))
    return list(AwardRecord.objects.filter(batch=batch).order_by("name"))


def days_ago(days):
    """Noon of that day, UTC."""
    today = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    return today - timedelta(days=days)


def changed(row, what, days, actor, reason="r"):
    """Change a status as if it had been some days ago."""
    standing.change(row, what, reason, actor=actor)
    last = row.changes.latest("pk")
    StatusChangeRecord.objects.filter(pk=last.pk).update(at=days_ago(days))


def url_of(row, purpose="revocation"):
    return reverse("status_list", args=[row.organisation.slug, row.list_number, purpose])


def bits(answer):
    return StatusList.decode(json.loads(answer.content)["credentialSubject"]["encodedList"])


# Freshness


def test_hostile_21_a_list_is_signed_anew_when_it_must_be_and_stays_the_same_when_not(
    world, awards, provider
):
    row = awards[0]
    first = Client().get(url_of(row))
    again = Client().get(url_of(row))
    assert again.content == first.content
    assert again.headers["ETag"] == first.headers["ETag"]
    tag = first.headers["ETag"]
    for asked in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        answer = Client().get(url_of(row), headers={"If-None-Match": asked})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["ETag"] == tag
        assert answer.headers["Cache-Control"] == first.headers["Cache-Control"]
    listed = json.loads(first.content)
    # what caches are told is what verifiers are told
    assert f"max-age={listed['credentialSubject']['ttl'] // 1000}" in first.headers["Cache-Control"]
    lasts = datetime.fromisoformat(listed["validUntil"]) - datetime.fromisoformat(
        listed["validFrom"]
    )
    assert lasts == lists.LASTS, "nobody can replay it for longer"
    # near its end it is signed anew, though nothing has changed
    rows = StatusListRecord.objects.of(world.home).filter(number=row.list_number)
    rows.update(signed=timezone.now() - lists.RENEWED - timedelta(minutes=1))
    renewed = Client().get(url_of(row))
    assert bytes(bits(renewed)) == bytes(bits(first))
    assert timezone.now() - rows.first().signed < timedelta(minutes=1)


def test_a_list_that_was_signed_with_a_key_that_others_have_is_signed_anew(world, awards, provider):
    before = Client().get(url_of(awards[0]))
    keys.revoke(keys.current(world.home), actor=provider)
    keys.generate(world.home, "ed25519", actor=provider)
    after = Client().get(url_of(awards[0]))
    methods = [json.loads(one.content)["proof"]["verificationMethod"] for one in (before, after)]
    assert methods[0] != methods[1]


def test_while_nobody_can_sign_a_list_that_is_true_is_handed_out_and_no_other(
    world, awards, provider
):
    before = Client().get(url_of(awards[0])).content
    keys.retire(keys.current(world.home), actor=provider)
    rows = StatusListRecord.objects.of(world.home)
    rows.update(signed=timezone.now() - lists.RENEWED - timedelta(minutes=1))
    assert Client().get(url_of(awards[0])).content == before
    standing.change(awards[0], "revoke", "r", actor=provider)
    assert Client().get(url_of(awards[0])).status_code == 409


def test_a_change_past_the_history_is_seen_as_well(world, awards):
    # an older version beside this one, or somebody at the database
    Client().get(url_of(awards[0]))
    AwardRecord.objects.filter(pk=awards[0].pk).update(standing="revoked")
    StatusListRecord.objects.of(world.home).update(stale=True)
    assert bits(Client().get(url_of(awards[0]))).get(awards[0].list_index)


def test_lists_of_an_older_version_without_bits_are_worked_out(world, awards, provider):
    standing.change(awards[0], "suspend", "r", actor=provider)
    before = bytes(bits(Client().get(url_of(awards[0]))))
    StatusListRecord.objects.of(world.home).update(bits=None, stale=True)
    assert bytes(bits(Client().get(url_of(awards[0])))) == before
    StatusListRecord.objects.of(world.home).delete()
    assert bytes(bits(Client().get(url_of(awards[0])))) == before


# The history, for the issuer


def test_how_an_award_stood_on_any_day(awards, provider, client_of):
    row = awards[0]
    changed(row, "suspend", 20, provider, "under review")
    changed(row, "reinstate", 10, provider, "cleared")
    changed(row, "revoke", 2, provider, "cheated")
    row.refresh_from_db()
    told = {
        days: history.stood(row, days_ago(days) + timedelta(hours=1)).standing
        for days in (31, 29, 20, 15, 10, 5, 2, 0)
    }
    assert told == {
        31: "not_awarded",
        29: "active",
        20: "suspended",
        15: "suspended",
        10: "active",
        5: "active",
        2: "revoked",
        0: "revoked",
    }
    client = client_of("provider_admin")
    path = f"/api/award/awards/{row.pk}/history"
    said = client.get(path, {"at": days_ago(15).isoformat()}).json()
    assert (said["stood"]["standing"], said["stood"]["reason"]) == ("suspended", "under review")
    assert [one["standing"] for one in said["changes"]] == ["suspended", "active", "revoked"]
    assert {one["by"] for one in said["changes"]} == {str(provider)}
    assert client.get(path).json()["stood"]["standing"] == "revoked"
    page = client.get(
        reverse("award", args=[row.pk]), {"day": days_ago(15).date().isoformat()}
    ).content.decode()
    assert "under review" in page
    assert "cheated" in page
    assert client.get(reverse("award", args=[row.pk]), {"day": "soon"}).status_code == 200
    assert client_of("stranger").get(path).status_code == 404


def test_what_nobody_wrote_down_is_unknown_and_not_guessed(awards):
    row = awards[0]
    AwardRecord.objects.filter(pk=row.pk).update(standing="revoked")
    StatusChangeRecord.objects.create(
        organisation=row.organisation,
        number=row.list_number,
        index=row.list_index,
        award=row,
        was="active",
        standing="revoked",
        at=days_ago(5),
        exact=False,
    )
    assert history.stood(row, days_ago(6)).standing == "unknown"
    assert history.stood(row, days_ago(4)).standing == "revoked"
    assert history.stood(row, days_ago(31)).standing == "not_awarded"


def test_an_expired_award_was_valid_before(awards):
    row = awards[0]
    row.valid_until = days_ago(3)
    assert history.stood(row, days_ago(4)).standing == "active"
    assert history.stood(row, days_ago(2)).standing == "expired"


# The history, for verifiers


def then(row, days, purpose="revocation", hours=0):
    moment = min(days_ago(days) + timedelta(hours=hours), timezone.now())
    return Client().get(url_of(row, purpose) + "?" + urlencode({"timestamp": moment.isoformat()}))


def test_a_list_is_served_as_it_stood_on_a_day(awards, provider):
    row, other = awards[:2]
    changed(row, "suspend", 20, provider)
    changed(other, "revoke", 15, provider)
    changed(row, "reinstate", 10, provider)
    for days, revoked, suspended in (
        (25, set(), set()),
        (20, {row}, {row}),
        (15, {row, other}, {row}),
        (10, {other}, set()),
        (0, {other}, set()),
    ):
        for purpose, wanted in (("revocation", revoked), ("suspension", suspended)):
            found = bits(then(row, days, purpose))
            assert {one for one in awards if found.get(one.list_index)} == wanted, (days, purpose)
    listed = json.loads(then(row, 15).content)
    day = days_ago(15).replace(hour=0)
    # it speaks for that day alone, and says honestly when it was signed
    assert datetime.fromisoformat(listed["validFrom"]) == day
    assert datetime.fromisoformat(listed["validUntil"]) == day + timedelta(days=1, seconds=-1)
    assert datetime.fromisoformat(listed["proof"]["created"]) > days_ago(1)
    assert listed["id"].endswith(url_of(row)), "the list's own address, whatever was asked for"
    # decoys were there from the first day
    assert bits(then(row, 25)).count() >= 512


def test_the_precision_of_the_history_is_a_day(awards, provider):
    changed(awards[0], "revoke", 15, provider)
    whole = [bytes(bits(then(awards[0], 15, hours=hours))) for hours in (-11, 0, 11)]
    assert len(set(whole)) == 1, "at which hour it was nobody learns"
    assert bits(then(awards[0], 15)).get(awards[0].list_index)
    assert not bits(then(awards[0], 16)).get(awards[0].list_index)


def test_a_day_that_is_over_is_the_same_list_for_caches(awards, provider):
    changed(awards[0], "revoke", 15, provider)
    past, today = then(awards[0], 15), then(awards[0], 0)
    assert past.headers["Cache-Control"] == "public, max-age=86400"
    assert past.headers["ETag"] == then(awards[0], 15).headers["ETag"]
    moment = days_ago(15).isoformat()
    kept = Client().get(
        url_of(awards[0]) + "?" + urlencode({"timestamp": moment}),
        headers={"If-None-Match": past.headers["ETag"]},
    )
    assert kept.status_code == 304
    assert today.headers["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize(
    ("asked", "code", "words"),
    [
        ("yesterday", 400, "no moment"),
        ("2026-05-31T12:00:00", 400, "no moment"),
        ("2999-01-01T00:00:00Z", 400, "nobody knows yet"),
        ("2001-01-01T00:00:00Z", 404, "begins on"),
    ],
)
def test_what_the_history_does_not_hold_is_an_error_of_the_specification(
    awards, asked, code, words
):
    answer = Client().get(url_of(awards[0]) + "?" + urlencode({"timestamp": asked}))
    assert answer.status_code == code
    assert answer.headers["Content-Type"] == "application/problem+json"
    said = answer.json()
    assert said["type"].endswith("status-list#STATUS_RETRIEVAL_ERROR")
    assert words in said["detail"]


def verified(row, days):
    verifier = Verifier(now=days_ago(days), clock=timezone.now(), fetch=ask_self)
    report = verifier.check_bytes(bytes(row.body))
    return report.verdict.value, report.reason and report.reason.value, report.check(Name.STATUS)


def test_a_verifier_learns_whether_it_was_valid_on_that_day(awards, provider):
    row = awards[0]
    # the credential itself says from when on it is valid
    early = Verifier(now=days_ago(40), clock=timezone.now(), fetch=ask_self)
    assert early.check_bytes(bytes(row.body)).reason.value == "not_yet_valid"
    changed(row, "suspend", 20, provider)
    changed(row, "reinstate", 10, provider)
    changed(row, "revoke", 2, provider)
    for days, reason in ((15, "suspended"), (2, "revoked"), (0, "revoked")):
        check = verified(row, days)[2]
        assert check.reason.value == reason, days
    for days in (25, 5):
        check = verified(row, days)[2]
        assert check.status.value == "pass", days
    # before its history begins there is no answer, and today's is not taken for one
    StatusPairRecord.objects.of(row.organisation).update(known_from=days_ago(7))
    verdict = verified(row, 15)
    assert verdict[2].status.value == "unknown"
    assert "does not say how it stood" in verdict[2].detail


# 56: polling that tracks a holder


def test_hostile_56_the_address_of_a_list_says_nothing_of_whom_it_is_asked_for(awards, provider):
    asked = []

    def fetch(url):
        asked.append(url)
        return ask_self(url)

    standing.change(awards[2], "suspend", "r", actor=provider)
    seen = set()
    for row in awards:
        asked.clear()
        now = timezone.now()
        for verifier in (
            Verifier(now=now, fetch=fetch),
            Verifier(now=days_ago(3), clock=now, fetch=fetch),
        ):
            verifier.check_bytes(bytes(row.body))
        asked_lists = [url for url in asked if "/status/" in url]
        assert asked_lists
        own = (str(row.list_index), str(row.pk), row.name, row.email, row.salt)
        assert not [url for url in asked_lists for word in own if word in url]
        seen.add(frozenset(url for url in asked_lists if "revocation" in url and "?" not in url))
        # the whole list came, not one place of it
        for url in asked_lists:
            assert len(bits(_As(ask_self(url).body))) >= 131_072
    assert len(seen) == 1, "all three ask for one and the same list"


class _As:
    def __init__(self, content):
        self.content = content


def test_hostile_56_places_are_random_whatever_the_order_and_never_given_twice(world):
    rng, size = Random(56), status.SIZE
    drawn = []
    for n in (1, 400, 1, 2_000, 1_598):  # single awards between batches
        fresh = places.draw(world.other, n, programs=True, rng=rng)
        SignedRecord.objects.bulk_create(
            SignedRecord(
                organisation=world.other, credential_id=index, list_number=number, list_index=index
            )
            for number, index in fresh
        )
        drawn += fresh
    assert {number for number, _ in drawn} == {places.PROGRAMS}
    indexes = [index for _, index in drawn]
    assert len(set(indexes)) == len(indexes) == 4_000
    closed = lists.closed(world.other, places.PROGRAMS)
    assert not closed & set(indexes), "decoys are nobody's"
    # uniform: 64 parts of the list, chi-square with 63 degrees of freedom, 99.9 % below 103
    counts = [0] * 64
    for index in indexes:
        counts[index * 64 // size] += 1
    expected = len(indexes) / 64
    assert sum((count - expected) ** 2 / expected for count in counts) < 103
    # independent of the order: rank correlation with it (Spearman), 3.3 standard errors
    ranks = {index: rank for rank, index in enumerate(sorted(indexes))}
    n = len(indexes)
    distance = sum((ranks[index] - order) ** 2 for order, index in enumerate(indexes))
    correlation = 1 - 6 * distance / (n * (n * n - 1))
    assert abs(correlation) < 3.3 / (n - 1) ** 0.5
    # and who follows whom says nothing either
    steps = [abs(one - other) for one, other in pairwise(indexes)]
    assert abs(sum(steps) / len(steps) / size - 1 / 3) < 0.03


def test_hostile_56_a_place_is_not_given_again_after_a_revocation(world, awards, provider):
    gone = awards[0]
    standing.change(gone, "revoke", "r", actor=provider)
    standing.change(awards[1], "suspend", "r", actor=provider)
    standing.change(awards[1], "reinstate", "r", actor=provider)
    given = StatusPairRecord.objects.of(world.home).get(number=1).given

    class Insisting(Random):
        """Draws places that are taken before any other."""

        def randbytes(self, n):
            taken = [gone.list_index, awards[1].list_index, awards[2].list_index]
            taken += sorted(lists.closed(world.home, 1))[:5]
            first = b"".join(index.to_bytes(8, "little") for index in taken)
            return (first + super().randbytes(n))[:n] if n > len(first) else super().randbytes(n)

    fresh = places.draw(world.home, 20, rng=Insisting(1))
    used = set(AwardRecord.objects.of(world.home).values_list("list_index", flat=True))
    assert not used & {index for _, index in fresh}
    assert not lists.closed(world.home, 1) & {index for _, index in fresh}
    assert StatusPairRecord.objects.of(world.home).get(number=1).given == given + 20


def test_hostile_56_decoys_are_set_before_anybody_is_awarded_and_in_every_list(world, settings):
    pair = lists.begin(world.other, 1)
    assert pair.given == 0
    for number in (1, 2, 3):
        lists.begin(world.other, number)
        size = StatusPairRecord.objects.of(world.other).get(number=number).size
        assert size == status.SIZE << (number - 1)
        found = bits(Client().get(reverse("status_list", args=[world.other.slug, number,
                                                               "revocation"])))  # fmt: skip
        scale = size // status.SIZE
        assert len(found) == size
        assert 512 * scale <= found.count() <= 2_048 * scale


# Places


def test_a_list_that_is_full_is_followed_by_one_of_twice_its_size(world):
    StatusPairRecord.objects.of(world.other).delete()
    lists.begin(world.other, 1)
    room = status.SIZE * 15 // 16 - len(lists.closed(world.other, 1))
    StatusPairRecord.objects.of(world.other).update(given=room - 2)
    drawn = places.draw(world.other, 5, rng=Random(1))
    assert [number for number, _ in drawn] == [1, 1, 2, 2, 2]
    assert StatusPairRecord.objects.of(world.other).get(number=2).size == 2 * status.SIZE
    assert StatusPairRecord.objects.of(world.other).get(number=2).given == 3


def test_places_that_are_taken_as_they_are_needed(world):
    taken = places.stream(world.other, rng=Random(2))
    assert not StatusPairRecord.objects.of(world.other).exists(), "nothing is drawn before"
    found = {next(taken) for _ in range(1_000)}
    assert len(found) == 1_000
    given = sum(StatusPairRecord.objects.of(world.other).values_list("given", flat=True))
    assert 1_000 <= given < 2_000


def test_the_address_that_a_verifier_asks_is_one_that_the_server_answers(awards):
    url = dated.address(
        status.urls(lists.base_url(awards[0].organisation), awards[0].list_number)[0], days_ago(1)
    )
    assert ask_self(url).status == 200


# A site of an older version


def test_the_history_begins_with_what_the_audit_log_knows(world, awards, provider):
    from importlib import import_module

    from django.apps import apps

    kept, lost, _ = awards
    standing.change(kept, "suspend", "under review", actor=provider)
    standing.change(kept, "reinstate", "cleared", actor=provider)
    standing.change(kept, "revoke", "cheated", actor=provider)
    AwardRecord.objects.filter(pk=lost.pk).update(standing="suspended", reason="by hand")
    before = list(kept.changes.order_by("pk").values_list("was", "standing", "actor"))
    StatusChangeRecord.objects.all().delete()
    StatusPairRecord.objects.all().delete()
    import_module("skillmark.server.award.migrations.0005_status_history").remember(apps, None)
    after = kept.changes.order_by("pk")
    assert list(after.values_list("was", "standing", "actor")) == before
    assert set(after.values_list("exact", flat=True)) == {True}
    assert after.last().reason == "cheated"
    # what nobody wrote down is known to be so by now, and the list's history begins with that
    told = lost.changes.get()
    assert (told.was, told.standing, told.reason, told.exact) == (
        "active",
        "suspended",
        "by hand",
        False,
    )
    pair = StatusPairRecord.objects.of(world.home).get(number=kept.list_number)
    assert pair.known_from == told.at
    assert pair.size == status.SIZE
    given = AwardRecord.objects.of(world.home).filter(list_number=kept.list_number).count()
    assert pair.given == given
    # and the next place is one that nobody has
    [(number, index)] = places.draw(world.home, 1)
    assert number == kept.list_number
    assert not AwardRecord.objects.of(world.home).filter(list_index=index).exists()
