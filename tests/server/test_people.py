"""First run, invitations, roles, consent, the demo doors and the audit log."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connections, transaction
from django.test import Client
from django.utils import timezone

from skillmark.nouns.errors import ConflictError, InputError, UnavailableError
from skillmark.server.people import audit, services
from skillmark.server.people.actions import GRANTS, OWN, Action, Role
from skillmark.server.people.models import (
    AccountRecord,
    AuditRecord,
    ConsentRecord,
    FirstRunRecord,
    MembershipRecord,
    OrganisationRecord,
    Purpose,
)
from skillmark.server.people.permissions import may

FORM = {
    "organisation": "First Works",
    "country": "de",
    "name": "Grace",
    "email": "Grace@First.example",
    "password": "a-long-enough-secret",
}


def test_a_site_with_an_organisation_gives_no_first_run_link(world):
    assert services.first_run_link() is None


def _link(monkeypatch) -> str:
    monkeypatch.setattr(OrganisationRecord.objects, "exists", lambda: False)
    link = services.first_run_link()
    assert link is not None
    return link.removeprefix("http://127.0.0.1:8000")


def test_the_first_run_link_works_once(world, monkeypatch):
    path = _link(monkeypatch)
    assert FORM["password"] not in path
    token = path.rpartition("/")[2]
    assert not FirstRunRecord.objects.filter(digest=token).exists(), "only the digest is stored"
    browser = Client()
    assert browser.get(path).status_code == 200
    answer = browser.post(path, FORM)
    assert answer.status_code == 302, answer.context["form"].errors
    account = AccountRecord.objects.get(email="grace@first.example")
    assert set(account.memberships.values_list("role", flat=True)) == {
        Role.ADMINISTRATOR,
        Role.PROVIDER_ADMIN,
    }
    assert browser.get("/dashboard/").status_code == 200, "signed in"
    assert Client().get(path).status_code == 410
    assert Client().post(path, FORM | {"email": "eve@first.example"}).status_code == 410
    assert not AccountRecord.objects.filter(email="eve@first.example").exists()


def test_the_first_run_link_expires(world, monkeypatch):
    path = _link(monkeypatch)
    FirstRunRecord.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert Client().post(path, FORM).status_code == 410


def test_a_new_first_run_link_ends_the_old_one(world, monkeypatch):
    old, new = _link(monkeypatch), _link(monkeypatch)
    assert Client().get(old).status_code == 410
    assert Client().get(new).status_code == 200


def test_of_two_who_use_the_link_at_once_one_wins(world, monkeypatch):
    token = _link(monkeypatch).rpartition("/")[2]
    services._use(FirstRunRecord.objects, token)
    monkeypatch.setattr(services, "open_link", lambda rows, _t: FirstRunRecord.objects.get())
    with pytest.raises(ConflictError):
        services._use(FirstRunRecord.objects, token)


def test_a_weak_password_is_refused(world, monkeypatch):
    answer = Client().post(_link(monkeypatch), FORM | {"password": "password12"})
    assert answer.status_code == 200
    assert answer.context["form"].errors["password"]


def test_an_invitation_gives_its_role_and_no_other(world):
    link = services.invite(
        world.home, "New@Other.example", Role.ASSESSOR, actor=world.people["administrator"]
    )
    token = link.rpartition("/")[2]
    services.accept(token, world.stranger)
    at_home = MembershipRecord.objects.of(world.home).filter(account=world.stranger)
    assert list(at_home.values_list("role", flat=True)) == [Role.ASSESSOR]
    with pytest.raises(ConflictError, match="used already"):
        services.accept(token, world.people["learner"])


def test_an_organisation_keeps_an_administrator(world):
    actor = world.people["administrator"]
    rows = MembershipRecord.objects.of(world.home)
    services.remove_member(rows.get(role=Role.PROVIDER_ADMIN), actor=actor)
    with pytest.raises(ConflictError, match="at least one"):
        services.remove_member(rows.get(role=Role.ADMINISTRATOR), actor=actor)


def test_every_role_may_something_and_every_action_belongs_to_somebody():
    assert set(GRANTS) == set(Role)
    given = frozenset().union(*GRANTS.values()) | OWN
    assert given == set(Action)
    assert not any(grant & OWN for grant in GRANTS.values())


def test_may_needs_an_active_person_a_role_and_the_same_organisation(world):
    recruiter = world.people["recruiter"]
    assert may(recruiter, Action.RANK_PEOPLE, world.home)
    assert not may(recruiter, Action.RANK_PEOPLE, world.other)
    assert not may(recruiter, Action.AWARD, world.home)
    assert not may(recruiter, Action.RANK_PEOPLE), "no thing, no right"
    assert not may(AnonymousUser(), Action.OWN_ACCOUNT)
    recruiter.is_active = False
    assert not may(recruiter, Action.RANK_PEOPLE, world.home)


def test_what_is_ones_own_is_nobody_elses(world):
    learner, recruiter = world.people["learner"], world.people["recruiter"]
    token = learner.tokens.get()
    assert may(learner, Action.OWN_ACCOUNT, token)
    assert not may(recruiter, Action.OWN_ACCOUNT, token)
    assert not may(world.people["administrator"], Action.OWN_ACCOUNT, token)
    assert not may(recruiter, Action.OWN_ACCOUNT, learner)


def test_consent_is_dated_and_withdrawn_not_deleted(world):
    somebody = world.people["administrator"]
    assert not services.consents(somebody, world.home, Purpose.MATCHING)
    services.set_consent(somebody, world.home, Purpose.MATCHING, given=True)
    services.set_consent(somebody, world.home, Purpose.MATCHING, given=True)
    assert services.consents(somebody, world.home, Purpose.MATCHING)
    assert not services.consents(somebody, world.other, Purpose.MATCHING)
    assert somebody in services.consenting(world.home, Purpose.MATCHING)
    services.set_consent(somebody, world.home, Purpose.MATCHING, given=False)
    row = ConsentRecord.objects.get(account=somebody, purpose=Purpose.MATCHING)
    assert row.given <= row.withdrawn
    assert somebody not in services.consenting(world.home, Purpose.MATCHING)


def test_doors_exist_on_demo_sites_only(world, settings):
    with pytest.raises(InputError, match="no doors"):
        services.door(Role.LEARNER)
    answer = Client().post("/door/provider_admin")
    assert answer.status_code == 400
    settings.DEMO = True
    browser = Client()
    assert browser.get("/door/provider_admin").status_code == 405, "a link must not sign in"
    assert browser.post("/door/provider_admin").status_code == 302
    assert browser.get("/awards/").status_code == 200


def test_the_audit_log_is_only_ever_added_to(world):
    audit_row = AuditRecord.objects.order_by("pk").first()
    audit_row.action = "something else"
    with pytest.raises(ConflictError):
        audit_row.save()
    with pytest.raises(ConflictError):
        audit_row.delete()
    for change in (
        lambda: AuditRecord.objects.filter(pk=audit_row.pk).update(action="forged"),
        lambda: AuditRecord.objects.filter(pk=audit_row.pk)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            change()


def test_hostile_54_when_the_audit_write_fails_the_operation_is_refused(world, monkeypatch):
    def broken(**_row):
        raise DatabaseError("disk full")

    monkeypatch.setattr(AuditRecord.objects, "create", broken)
    before = OrganisationRecord.objects.get(pk=world.home.pk).name
    world_home = OrganisationRecord.objects.get(pk=world.home.pk)
    world_home.name = "Renamed"
    with pytest.raises(UnavailableError, match="nothing was changed"):
        services.change_organisation(world_home, actor=world.people["administrator"])
    assert OrganisationRecord.objects.get(pk=world.home.pk).name == before


def test_the_audit_log_holds_no_personal_data(world, client_of):
    client_of("administrator").post(
        "/organisation/members/", {"email": "secret.person@x.example", "role": "learner"}
    )
    row = AuditRecord.objects.order_by("-pk").first()
    assert row.action == "invited"
    assert "secret.person" not in f"{row.thing} {row.detail}"


def test_an_audit_entry_outside_a_transaction_is_a_mistake(world, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(connections["default"], "in_atomic_block", False)
        with pytest.raises(RuntimeError, match="transaction"):
            audit.record("something", actor=None, organisation=None)


def test_somebody_of_two_organisations_acts_for_the_chosen_one(world):
    both = world.people["assessor"]
    MembershipRecord.objects.create(organisation=world.other, account=both, role=Role.RECRUITER)
    browser = Client()
    browser.force_login(both)
    assert browser.get("/api/people/me").json()["organisation"] == world.home.slug
    browser.post("/organisation/choose", {"organisation": world.other.slug})
    me = browser.get("/api/people/me").json()
    assert (me["organisation"], me["roles"]) == (world.other.slug, ["recruiter"])


def test_what_a_role_comes_for_stands_first_in_its_menu(client_of):
    import re

    def sections(role):
        page = client_of(role).get("/dashboard/").content.decode()
        menu = page[page.index("<nav") : page.index("</nav>")]
        return re.findall(r"<h2>([^<]+)</h2>", menu)

    assert sections("recruiter")[0] == "Match"
    assert sections("ld_lead")[:2] == ["Plan", "Measure"]
    assert sections("learner")[0] == "My skills"
    assert sections("provider_admin")[:3] == ["Define", "Assess", "Award and verify"]
