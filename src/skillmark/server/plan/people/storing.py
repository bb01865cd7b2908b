"""Store a list of people by a job: chunk by chunk, and the same again if it is run again.

Who has no account gets one without a password and with an address that nobody has confirmed: no
badge counts as theirs before they have. Somebody whose account belongs elsewhere is asked to join
and is no member until they do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.nouns.proficiency import EvidenceClass
from skillmark.server.jobs.mail import send_each
from skillmark.server.jobs.services import Running
from skillmark.server.match.models import EvidenceRecord
from skillmark.server.people import audit, permitting
from skillmark.server.people import services as accounts
from skillmark.server.people.actions import Role
from skillmark.server.people.models import (
    AccountRecord,
    CoverageRecord,
    MembershipRecord,
    OrganisationRecord,
)
from skillmark.server.plan.models import AimRecord, PeopleFileRecord, PostRecord
from skillmark.server.plan.people import taking
from skillmark.server.plan.people.reading import Columns, Line, Seen

CHUNK = 250
SOURCE = "people-list"
"""Where evidence comes from that a list brought."""


def run(running: Running) -> dict[str, Any]:
    """The task: everything that `taking.look` shows, in chunks that are each stored or not."""
    row = PeopleFileRecord.objects.select_related("organisation", "basis").get(
        pk=running.payload["file"]
    )
    place, actor = row.organisation, running.job.created_by
    looked = taking.look(row)
    counted: Counter[str] = Counter()
    total = len(looked.lines) + len(looked.evidence)
    lines = [one.line for one in looked.lines]
    for first in range(0, len(lines), CHUNK):
        part = lines[first : first + CHUNK]

        def store(part: Sequence[Line] = part) -> Counter[str]:
            return _store(row, part, actor)

        counted.update(running.repeat(store, done=first, total=total))
    for first in range(0, len(looked.evidence), CHUNK):
        seen = looked.evidence[first : first + CHUNK]

        def say(seen: Sequence[Seen] = seen) -> Counter[str]:
            return _say(place, seen)

        counted.update(running.repeat(say, done=len(lines) + first, total=total))
    with running.chunk(done=total, total=total):
        if row.options.get("whole"):
            counted["gone"] = leave(place, looked.gone)
        audit.record(
            "people_stored",
            row,
            actor=actor,
            organisation=place,
            left_out=looked.left_out,
            **counted,
        )
    return {"lines": len(lines), "left_out": looked.left_out, **counted}


def _store(
    row: PeopleFileRecord, lines: Sequence[Line], actor: AccountRecord | None
) -> Counter[str]:
    place = row.organisation
    columns = Columns.of(row.columns)
    emails = [line.email for line in lines]
    here = {one.email.lower(): one for one in AccountRecord.objects.filter(email__in=emails)}
    fresh = [line for line in lines if line.email not in here]
    for account in _accounts(fresh):
        here[account.email] = account
    people = [here[line.email] for line in lines]
    belongs = set(
        MembershipRecord.objects.of(place)
        .filter(account__in=people)
        .values_list("account_id", flat=True)
    )
    made = {line.email for line in fresh}
    MembershipRecord.objects.bulk_create(
        (
            MembershipRecord(organisation=place, account=account, role=Role.LEARNER)
            for account in people
            if account.email in made and account.pk not in belongs
        ),
        ignore_conflicts=True,
    )
    posts = _posts(place, lines, here, columns)
    _aims(place, lines, here)
    _rated(place, lines, here)
    counted = Counter(new=len(posts))
    strangers = [one for one in people if one.pk not in belongs and one.email not in made]
    covered: set[int] = set()
    if row.basis is not None and row.basis.ended is None:
        covered = set(
            CoverageRecord.objects.filter(basis=row.basis, ended=None).values_list(
                "account_id", flat=True
            )
        )
        permitting.cover(row.basis, people, told=timezone.now())
    if row.options.get("mail"):
        # without a basis nothing says who was told before: who is new is
        untold = [
            one
            for one in people
            if (one.pk not in covered if row.basis is not None else one.pk in posts)
        ]
        counted["told"] = _tell(row, untold, {one.pk for one in strangers}, actor)
    return counted


def _accounts(lines: Iterable[Line]) -> list[AccountRecord]:
    """Make accounts without password, their addresses unconfirmed."""
    rows = AccountRecord.objects.bulk_create(
        AccountRecord(email=line.email, name=line.name, password=make_password(None))
        for line in lines
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=account, email=account.email, verified=False, primary=True)
        for account in rows
    )
    return rows


_POST = ["team", "function", "role", "hours_a_week", "since"]


def _posts(
    place: OrganisationRecord,
    lines: Sequence[Line],
    here: dict[str, AccountRecord],
    columns: Columns,
) -> set[int]:
    """Store what people do here today; what the file has no column for stays. Say who is new."""
    known = {
        post.account_id: post
        for post in PostRecord.objects.of(place).filter(account__in=list(here.values()))
    }
    new, changed = [], []
    for line in lines:
        account = here[line.email]
        post = known.get(account.pk)
        if post is None:
            new.append(post := PostRecord(organisation=place, account=account))
        else:
            changed.append(post)
        if columns.team:
            post.team = line.team
        if columns.function:
            post.function = line.function
        if line.role is not None:
            post.role_id = line.role
        if columns.hours_a_week:
            post.hours_a_week = line.hours_a_week
        if columns.since:
            post.since = line.since
    PostRecord.objects.bulk_create(new)
    if changed:
        PostRecord.objects.bulk_update(changed, _POST)
    return {post.account_id for post in new}


def _aims(place: OrganisationRecord, lines: Sequence[Line], here: dict[str, AccountRecord]) -> None:
    wanted = {here[line.email].pk: line.aims_at for line in lines if line.aims_at is not None}
    known = {
        aim.account_id: aim for aim in AimRecord.objects.of(place).filter(account__in=list(wanted))
    }
    for pk, aim in known.items():
        aim.role_id = wanted[pk]
    AimRecord.objects.bulk_update(known.values(), ["role"])
    AimRecord.objects.bulk_create(
        AimRecord(organisation=place, account_id=pk, role_id=role)
        for pk, role in wanted.items()
        if pk not in known
    )


def _rated(
    place: OrganisationRecord, lines: Sequence[Line], here: dict[str, AccountRecord]
) -> None:
    """Keep the levels of skill columns as claims: a list proves nothing, and closes no gap."""
    today = timezone.localdate()
    said = [
        Seen(line.line, line.email, skill, level, EvidenceClass.CLAIMED, today)
        for line in lines
        for skill, level in line.skills
    ]
    _evidence(place, said, here, dated=False)


def _say(place: OrganisationRecord, seen: Sequence[Seen]) -> Counter[str]:
    emails = {one.email for one in seen}
    posts = PostRecord.objects.of(place).values("account")
    rows = AccountRecord.objects.filter(email__in=emails, pk__in=posts)
    here = {account.email.lower(): account for account in rows}
    wanted = [one for one in seen if one.email in here]
    return Counter(evidence=_evidence(place, wanted, here, dated=True))


def _evidence(
    place: OrganisationRecord,
    seen: Sequence[Seen],
    here: dict[str, AccountRecord],
    *,
    dated: bool,
) -> int:
    """Store evidence that is not there yet; without `dated`, one claim a skill whatever its day."""
    known = {
        (row.account_id, row.skill, row.evidence_class, row.level, row.dated if dated else None)
        for row in EvidenceRecord.objects.of(place).filter(
            account__in=list(here.values()), source=SOURCE
        )
    }
    new = []
    for one in seen:
        account = here[one.email]
        key = (account.pk, one.skill, one.evidence_class.value, one.level)
        key = (*key, one.dated if dated else None)
        if key in known:
            continue
        known.add(key)
        new.append(
            EvidenceRecord(
                organisation=place,
                account=account,
                skill=one.skill,
                evidence_class=one.evidence_class.value,
                level=one.level,
                dated=one.dated,
                title=one.seen_by or str(_("List of people")),
                source=SOURCE,
            )
        )
    EvidenceRecord.objects.bulk_create(new)
    return len(new)


@transaction.atomic
def leave(place: OrganisationRecord, people: Iterable[AccountRecord]) -> int:
    """Take people out of the planning: their posts and aims go, and no basis covers them.

    Account, badges and memberships are theirs and stay; say how many it were.
    """
    gone = list(people)
    PostRecord.objects.of(place).filter(account__in=gone).delete()
    AimRecord.objects.of(place).filter(account__in=gone).delete()
    permitting.end_coverage(place, gone)
    return len(gone)


def _tell(
    row: PeopleFileRecord,
    people: Sequence[AccountRecord],
    strangers: set[int],
    actor: AccountRecord | None,
) -> int:
    """Write to people what happens with their data, on what ground, and how to object."""
    place = row.organisation
    letters = [
        (account.email, _letter(row, account, account.pk in strangers, actor)) for account in people
    ]
    send_each(_("%(place)s plans training with Skillmark") % {"place": place.name}, letters)
    return len(letters)


def _letter(
    row: PeopleFileRecord, account: AccountRecord, stranger: bool, actor: AccountRecord | None
) -> str:
    place = row.organisation
    words = {"place": place.name, "name": str(account)}
    said = [
        _("Hello %(name)s,") % words,
        _(
            "%(place)s plans training with Skillmark: which skills a role asks for, which are"
            " proven, and what would close the gap. Your name, address, team and role are in it."
        )
        % words,
    ]
    if row.basis is not None:
        said += [
            _("%(place)s states that this rests on: %(ground)s.")
            % {"place": place.name, "ground": row.basis.get_ground_display()},
            row.basis.words,
            _("You can object at any time, without a reason and without signing in:"),
            accounts.address("planning_objection", permitting.objection_token(account, place)),
        ]
    else:
        said += [
            _("You are planned for only if you agree. You find the question here:"),
            accounts.address("consent"),
        ]
    if stranger and actor is not None:
        link = accounts.invitation_link(place, account.email, Role.LEARNER, actor=actor)
        said += [_("You have an account already. With this link it joins %(place)s:") % words, link]
    elif not account.has_usable_password():
        said += [
            _("Your account has no password yet. Set one here to see what is kept of you:"),
            accounts.address("account_reset_password"),
        ]
    return "\n\n".join(said) + "\n"
