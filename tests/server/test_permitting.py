"""Who may be planned for: the person's word, a stated basis, and which of them counts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.people import permitting
from skillmark.server.people.models import (
    ConsentRecord,
    CoverageRecord,
    Ground,
    MembershipRecord,
    ObjectionRecord,
    Purpose,
)
from skillmark.server.people.services import add_account, consents, set_consent


@pytest.fixture
def lead(world):
    return world.people["ld_lead"]


@pytest.fixture
def person(world):
    account = add_account("covered@home.example", "Cora Vered", None)
    MembershipRecord.objects.create(organisation=world.home, account=account, role="learner")
    return account


@pytest.fixture
def basis(world, lead):
    return permitting.state_basis(
        world.home,
        Purpose.PLANNING,
        ground=Ground.AGREEMENT,
        words="Works agreement on training, 2 March",
        informed="By mail, on the day of the upload",
        actor=lead,
    )


def told(basis, *accounts):
    return permitting.cover(basis, accounts, told=timezone.now() - timedelta(seconds=1))


def permitted(world, account, purpose=Purpose.PLANNING):
    return permitting.permitted(world.home, purpose).filter(pk=account.pk).exists()


def test_a_basis_covers_members_who_were_told_of_it_and_planning_alone(world, basis, person, lead):
    assert not permitted(world, person)
    assert told(basis, person) == 1
    assert told(basis, person) == 0
    assert permitted(world, person)
    assert not permitted(world, person, Purpose.MATCHING)
    assert not permitted(world, person, Purpose.OUTCOMES)
    assert not permitting.permitted(world.other, Purpose.PLANNING).filter(pk=person.pk).exists()
    assert not permitting.agreeing(world.home, Purpose.PLANNING).filter(pk=person.pk).exists()
    assert not consents(person, world.home, Purpose.PLANNING)
    CoverageRecord.objects.update(told=timezone.now() + timedelta(days=1))
    assert not permitted(world, person), "not before they are told"
    CoverageRecord.objects.update(told=timezone.now())
    MembershipRecord.objects.filter(account=person).delete()
    assert not permitted(world, person), "somebody who belongs elsewhere is not the employer's"
    for purpose in (Purpose.MATCHING, Purpose.OUTCOMES):
        with pytest.raises(InputError, match="only the person"):
            permitting.state_basis(
                world.home, purpose, ground=Ground.INTEREST, words="x", informed="y", actor=lead
            )


def test_a_basis_without_words_is_none_and_it_ends_once(world, basis, person, lead):
    with pytest.raises(InputError, match="in words"):
        permitting.state_basis(
            world.home,
            Purpose.PLANNING,
            ground=Ground.CONTRACT,
            words=" ",
            informed="y",
            actor=lead,
        )
    told(basis, person)
    permitting.end_basis(basis, actor=lead)
    assert not permitted(world, person)
    with pytest.raises(ConflictError):
        permitting.end_basis(basis, actor=lead)


def test_whoever_withdrew_before_is_not_brought_back_by_a_basis(world, basis, person):
    """A no that is older than the table of objections is still a no."""
    ConsentRecord.objects.create(
        organisation=world.home,
        account=person,
        purpose=Purpose.PLANNING,
        withdrawn=timezone.now() - timedelta(days=400),
    )
    told(basis, person)
    assert not permitted(world, person)
    set_consent(person, world.home, Purpose.PLANNING, given=True)
    assert permitted(world, person)
    assert permitting.agreeing(world.home, Purpose.PLANNING).filter(pk=person.pk).exists()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.lists(st.sampled_from(["agree", "object", "cover", "leave"]), max_size=7))
def test_the_latest_word_of_the_person_decides_whatever_the_order(world, basis, person, said):
    ConsentRecord.objects.filter(account=person).delete()
    ObjectionRecord.objects.filter(account=person).delete()
    CoverageRecord.objects.filter(account=person).delete()
    word, covered = None, False
    for one in said:
        if one == "cover":
            told(basis, person)
            covered = True
        elif one == "leave":
            permitting.end_coverage(world.home, [person])
            covered = False
        else:
            word = one == "agree"
            set_consent(person, world.home, Purpose.PLANNING, given=word)
    assert permitted(world, person) is (covered if word is None else word)
    found = permitting.standing(person, world.home, Purpose.PLANNING)
    assert [bool(found.agreed), bool(found.objected), found.basis is not None] == [
        word is True,
        word is False,
        word is None and covered,
    ]


def test_the_person_reads_the_words_and_objects_on_the_consent_page(world, basis, person):
    told(basis, person)
    browser = Client()
    browser.force_login(person)
    page = browser.get(reverse("consent")).content.decode()
    assert "Works agreement on training, 2 March" in page
    assert "Art. 88 GDPR" in page
    assert str(world.people["ld_lead"]) in page
    said = {"organisation": world.home.slug, "purpose": "planning", "given": "no"}
    browser.post(reverse("consent"), said)
    assert not permitted(world, person)
    told(basis, person)
    assert not permitted(world, person), "another upload brings nobody back"
    page = browser.get(reverse("consent")).content.decode()
    assert "You objected on" in page
    browser.post(reverse("consent"), said | {"given": "yes"})
    assert permitted(world, person)
    assert ObjectionRecord.objects.get(account=person).ended


def test_the_link_in_the_mail_objects_without_signing_in(world, basis, person):
    told(basis, person)
    link = reverse("planning_objection", args=[permitting.objection_token(person, world.home)])
    page = Client().get(link)
    assert "Works agreement on training, 2 March" in page.content.decode()
    assert permitted(world, person), "to look at it is not to object"
    assert Client().post(link).status_code == 200
    assert not permitted(world, person)
    assert Client().post(link).status_code == 200, "twice is once"
    assert ObjectionRecord.objects.filter(account=person).count() == 1
    assert Client().get(reverse("planning_objection", args=["nonsense"])).status_code == 400
