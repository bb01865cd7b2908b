"""A pathway's last piece awards the whole, by itself and once.

Whose pieces are looked at: those of the account that claimed them or has their address confirmed,
else those of the address. Four questions to the database for a chunk of people, however many.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from skillmark.award.roster import Row
from skillmark.award.stacking import Piece, evidence
from skillmark.badges.identity import Recipient
from skillmark.define.shortest import holding
from skillmark.define.stacking import holds_until, pieces, renewable
from skillmark.nouns.held import Held, Holding
from skillmark.nouns.pathway import Lasts, Pathway
from skillmark.server.award import claims, services
from skillmark.server.award.models import AwardRecord, PieceRecord, StackRecord, Standing
from skillmark.server.define.models import AchievementRecord, PathwayRecord
from skillmark.server.define.pathways import versions
from skillmark.server.jobs.services import enqueue
from skillmark.server.people import audit
from skillmark.server.people.models import OrganisationRecord


@dataclass(slots=True)
class Person:
    """Somebody whose pieces may make a whole."""

    account: int | None
    emails: set[str]
    held: dict[str, AwardRecord]
    """Newest award that is valid now, by achievement."""

    worth: dict[str, Holding] = field(default_factory=dict)
    """What each achievement counts, by its id."""

    @property
    def holding(self) -> Held:
        """What the awards are worth to a pathway, and how long they hold."""
        return Held(
            tuple(
                replace(
                    self.worth[slug],
                    since=award.valid_from.date(),
                    until=award.valid_until.date() if award.valid_until else None,
                )
                for slug, award in self.held.items()
            )
        )

    def completes(self, line: versions.Line) -> Pathway | None:
        """Return the version of a pathway that this person has completed, the newest first."""
        since = {slug: award.valid_from for slug, award in self.held.items()}
        mine = self.holding
        return next((one for one in line.open_to(since) if one.root.met_by(mine)), None)

    @property
    def key(self) -> str:
        """How a `StackRecord` names this person."""
        return f"account:{self.account}" if self.account else f"email:{min(self.emails)}"

    @property
    def names(self) -> set[str]:
        """Every name that a `StackRecord` may have for this person."""
        mine = {f"email:{email}" for email in self.emails}
        return mine | ({f"account:{self.account}"} if self.account else set())

    @property
    def newest(self) -> AwardRecord:
        """The award whose name and address the whole is made out to."""
        return max(self.held.values(), key=lambda one: one.valid_from)


@transaction.atomic
def stack(
    awards: Iterable[AwardRecord], organisation: OrganisationRecord, *, now: datetime | None = None
) -> int:
    """Award the wholes that the people of these awards have completed; return how many.

    Exactly once for each person and pathway, however many runs see it at once: a unique row is
    stored first, and only the run that stored it awards. What somebody had and lost (revoked,
    expired) does not come back by itself.
    """
    now = now or timezone.now()
    given = list(awards)
    known = AchievementRecord.objects.filter(pk__in={one.achievement_id for one in given})
    slugs = set(known.values_list("slug", flat=True))
    pathways = [
        row for row in versions.concerned(organisation, slugs) if row.awards.archived is None
    ]
    if not pathways or not given:
        return 0
    people = _people(given, organisation, pathways, now)
    return sum(_award(row, people, organisation) for row in pathways)


def _people(
    given: Sequence[AwardRecord],
    organisation: OrganisationRecord,
    pathways: Sequence[PathwayRecord],
    now: datetime,
) -> list[Person]:
    emails = {one.email for one in given if one.email}
    accounts = {one.account_id for one in given if one.account_id}
    verified = EmailAddress.objects.filter(verified=True).annotate(low=Lower("email"))
    accounts |= set(verified.filter(low__in=emails).values_list("user_id", flat=True))
    owner: dict[str, int] = {}
    people: dict[int | str, Person] = {pk: Person(pk, set(), {}) for pk in accounts}
    for email, pk in verified.filter(user__in=accounts).values_list("low", "user_id"):
        owner[email] = pk
        people[pk].emails.add(email)
    wanted = set[str]().union(*versions.wanted(pathways, organisation).values())
    mine = Q(account__in=accounts) | Q(account=None, email__in=emails | set(owner))
    held = (
        AwardRecord.objects.of(organisation)
        .filter(mine, achievement__slug__in=wanted, standing=Standing.ACTIVE, valid_from__lte=now)
        .filter(Q(valid_until=None) | Q(valid_until__gt=now))
        .select_related("achievement")
        .defer("body", "token")
        .order_by("valid_from")
    )
    worth: dict[str, Holding] = {}
    for award in held:
        slug = award.achievement.slug
        if slug not in worth:
            worth[slug] = holding(award.achievement.noun)
        who = award.account_id or owner.get(award.email) or award.email
        person = people.setdefault(who, Person(None, {award.email}, {}))
        person.held[slug], person.worth = award, worth
    return [one for one in people.values() if one.held]


def _award(row: PathwayRecord, people: Sequence[Person], organisation: OrganisationRecord) -> int:
    """Award one pathway's whole to those who have completed it and have never had it."""
    line = versions.line(row)
    done = [one for one in people if one.completes(line) is not None]
    if not done:
        return 0
    names = {name for one in done for name in one.names}
    known = set(
        StackRecord.objects.filter(pathway=row, person__in=names).values_list("person", flat=True)
    )
    emails = {email for one in done for email in one.emails}
    accounts = {one.account for one in done if one.account}
    had = (
        AwardRecord.objects.of(organisation)
        .filter(Q(account__in=accounts) | Q(email__in=emails), achievement=row.awards)
        .exclude(standing=Standing.FAILED)
        .values_list("account", "email")
    )
    had_accounts = {account for account, _email in had if account}
    had_emails = {email for _account, email in had if email}
    fresh = {
        one.key: one
        for one in done
        if not one.names & known and one.account not in had_accounts and not one.emails & had_emails
    }
    turn = uuid.uuid4()
    StackRecord.objects.bulk_create(
        [
            StackRecord(organisation=organisation, pathway=row, person=key, claim=turn)
            for key in fresh
        ],
        ignore_conflicts=True,
    )
    mine = list(StackRecord.objects.filter(claim=turn))
    return _order(row, line, [(one, fresh[one.person]) for one in mine]) if mine else 0


def _order(
    row: PathwayRecord, line: versions.Line, done: Sequence[tuple[StackRecord, Person]]
) -> int:
    organisation = row.organisation
    by = {record.pk: person.completes(line) or line.now for record, person in done}
    rows = [
        Row(
            number,
            Recipient(one.newest.name, one.newest.email),
            valid_until=until(by[record.pk], one),
        )
        for number, (record, one) in enumerate(done, start=1)
    ]
    made = services.order(row.awards, rows, actor=None)
    awards = list(made.awards)
    awarded = {one.email or one.name: one for one in awards}
    title, base = str(line.now.name), claims.claim_of(row.awards)
    parts: list[PieceRecord] = []
    uses = {
        record.pk: [
            person.held[slug]
            for slug in pieces(by[record.pk], person.holding) or ()
            if slug in person.held
        ]
        for record, person in done
    }
    named = {one.pk for used in uses.values() for one in used}
    bodies = dict(AwardRecord.objects.filter(pk__in=named).values_list("pk", "body"))
    for record, person in done:
        award = awarded.get(person.newest.email or person.newest.name)
        if award is None:
            continue  # the order says that this person has it
        used = uses[record.pk]
        said: list[dict[str, Any]] = evidence(
            title, [Piece.of(json.loads(bodies[one.pk]), awarded=one.valid_from) for one in used]
        )
        award.claim = claims.stored(replace(base, evidence=said))
        award.account_id = person.account
        record.award = award
        parts += [PieceRecord(stack=record, award=one) for one in used]
    AwardRecord.objects.bulk_update(awards, ["claim", "account"], batch_size=500)
    StackRecord.objects.bulk_update([record for record, _person in done], ["award"], batch_size=500)
    PieceRecord.objects.bulk_create(parts, ignore_conflicts=True)
    if awards:
        audit.record(
            "pathway_completed", row, actor=None, organisation=organisation, awards=len(awards)
        )
        enqueue(
            services.SIGN,
            {"batch": str(made.batch.pk)},
            organisation=organisation,
            account=None,
            total=len(awards),
            key=str(made.batch.pk),
        )
    return len(awards)


def until(pathway: Pathway, person: Person) -> datetime | None:
    """Return until when a whole holds that holds as long as its pieces; `None` where it does not,
    or where they never run out."""
    if pathway.validity.lasts is not Lasts.PIECES:
        return None
    end = holds_until(pathway, person.holding)
    ends = [one.valid_until for one in person.held.values() if one.valid_until]
    return next((one for one in sorted(ends) if one.date() == end), None)


def complete(award: AwardRecord, *, now: datetime | None = None) -> bool:
    """Say whether a whole that was awarded for a pathway may be renewed, as the pathway says."""
    record = StackRecord.objects.filter(award=award).select_related("pathway").first()
    if record is None:
        return True
    rested_on = list(
        PieceRecord.objects.filter(stack=record).values_list("award__achievement__slug", flat=True)
    )
    line = versions.line(record.pathway)
    people = _people([award], award.organisation, [record.pathway], now or timezone.now())
    for one in people:
        since = {slug: held.valid_from for slug, held in one.held.items()}
        mine = one.holding
        newer = {slug for slug, began in since.items() if began > award.valid_from}
        anew = Held(tuple(held for held in mine.holdings if held.achievement in newer))
        for noun in line.open_to(since):
            if renewable(noun, rested_on, mine, anew):
                return True
    # with nobody's pieces in force, only what the issuer confirms is left
    return not people and renewable(line.now, rested_on or ("",), Held(), Held())
