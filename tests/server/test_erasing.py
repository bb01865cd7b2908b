"""Who is erased is gone from every table, and nobody else notices."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from skillmark.award.roster import Row
from skillmark.badges.identity import Recipient
from skillmark.nouns.errors import ConflictError
from skillmark.server.award import erasing, services
from skillmark.server.award.keyring import compromise, keys
from skillmark.server.award.life import reminding, renewal
from skillmark.server.award.models import (
    AwardRecord,
    BodyRecord,
    FlagRecord,
    LineRecord,
    LogEntryRecord,
    PieceRecord,
    QuietRecord,
    ReminderRecord,
    StackRecord,
    StatusChangeRecord,
    UploadRecord,
)
from skillmark.server.award.status import changing, lists, places, standing
from skillmark.server.award.transparency import log
from skillmark.server.define import services as definitions
from skillmark.server.define.models import AchievementRecord
from skillmark.server.jobs import worker
from skillmark.server.jobs.models import JobRecord, MailRecord
from skillmark.server.jobs.services import enqueue
from skillmark.server.people.models import Purpose
from skillmark.server.people.services import set_consent
from skillmark.server.verify import services as verifying
from skillmark.trust.bitstring import StatusList

NAME, ADDRESS = "Gone Away", "gone.away@x.example"


@pytest.fixture
def provider(world):
    return world.people["provider_admin"]


@pytest.fixture(autouse=True)
def outbox(settings):
    settings.EMAIL_BACKEND = "skillmark.server.jobs.mail.Outbox"


@pytest.fixture
def make(world, provider):
    def made(slug, **members):
        like = AchievementRecord.objects.of(world.home).order_by("pk").first().document
        document = {**like, "id": slug, "name": {"en": slug.title()}, "test": None, **members}
        return definitions.save_achievement(document, organisation=world.home, actor=provider)

    return made


@pytest.fixture
def course(make):
    return make("first-aid", valid_months=12)


def award(achievement, provider, name=NAME, email=ADDRESS, **options):
    return services.award_one(achievement, Recipient(name, email), actor=provider, **options)


def run_jobs():
    worker.load()
    while worker.run_one():
        pass


def tables_with(*words):
    """Return the tables of which a row holds one of the words, whatever it is packed in."""
    found = set()
    for model in apps.get_models():
        fields = [f.attname for f in model._meta.concrete_fields]
        for row in model._base_manager.all():
            said = repr([_plain(getattr(row, name)) for name in fields])
            if any(word.lower() in said.lower() for word in words):
                found.add(model.__name__)
    return found


def _plain(value):
    return bytes(value) if isinstance(value, memoryview) else value


def erase(row, provider):
    return erasing.erase(AwardRecord.objects.get(pk=row.pk), actor=provider)


def test_hostile_55_whatever_is_kept_of_a_person_is_gone_and_the_proofs_of_others_verify(
    world, provider, make, course
):
    pieces = [make(f"piece-{n}", valid_months=None) for n in (1, 2)]
    definitions.save_pathway(
        {
            "id": "the-way",
            "name": {"en": "The way"},
            "description": {"en": "Both."},
            "steps": [one.slug for one in pieces],
            "awards": make("the-whole", valid_months=None).slug,
        },
        organisation=world.home,
        actor=provider,
    )
    stolen = keys.current(world.home)
    other = award(course, provider, "Bea", "bea@x.example")
    mine = award(course, provider)
    for one in pieces:
        award(one, provider)
    run_jobs()  # the whole
    compromise.begin(stolen, compromise.since(stolen, moment=timezone.now()), actor=provider)
    run_jobs()  # signed anew: the former bytes are kept
    renewal.renew(AwardRecord.objects.get(pk=mine.pk), actor=provider)
    piece = AwardRecord.objects.get(email=ADDRESS, achievement=pieces[0])
    standing.change(piece, "revoke", f"{NAME} asked for it", actor=provider, notify=True)
    ReminderRecord.objects.create(organisation=world.home, award=mine, days=14)
    reminding.be_quiet(reminding.stop_token(world.home, ADDRESS))
    wanted = AwardRecord.objects.filter(email=ADDRESS)
    ids, salts = {one.pk for one in wanted}, {one.salt for one in wanted}
    copies = {one.pk: bytes(one.body) for one in wanted}
    entries = LogEntryRecord.objects.filter(award__in=ids)
    log_salts = {bytes(one.salt).hex() for one in entries}
    assert BodyRecord.objects.filter(award__in=ids).count() == 4
    assert StackRecord.objects.filter(award__in=ids).exists()
    assert FlagRecord.objects.filter(award__in=ids).exists()
    assert MailRecord.objects.filter(recipients=[ADDRESS]).exists()
    before = {one.pk: (one.list_number, one.list_index, one.standing) for one in wanted}
    root, size = log.of(world.home).root, log.of(world.home).size

    assert erase(piece, provider) == 5

    assert tables_with(NAME, ADDRESS, *salts) == set()
    for row in LogEntryRecord.objects.all():
        assert row.salt is None or bytes(row.salt).hex() not in log_salts
    emptied = LogEntryRecord.objects.filter(award__in=ids)
    assert emptied.count() == len(log_salts)
    assert set(emptied.values_list("salt", "statement")) == {(None, None)}
    for model, name in (
        (BodyRecord, "award"), (ReminderRecord, "award"), (FlagRecord, "award"),
        (StackRecord, "award"), (PieceRecord, "award"),
    ):  # fmt: skip
        assert not model.objects.filter(**{f"{name}__in": ids}).exists(), model
    assert not QuietRecord.objects.exists()
    assert not AwardRecord.objects.filter(pk__in=ids).exclude(replaces=None).exists()
    # places and how they stand are as they were
    rows = AwardRecord.objects.filter(pk__in=ids)
    assert {o.pk: (o.list_number, o.list_index, o.standing) for o in rows} == before
    # and so is all that others rely on
    assert (log.of(world.home).root, log.of(world.home).size) == (root, size)
    other.refresh_from_db()
    assert log.receipt(other).holds()
    assert verifying.check(bytes(other.body)).verdict.value == "valid"
    verdicts = {pk: verifying.check(copy).verdict.value for pk, copy in copies.items()}
    assert verdicts.pop(piece.pk) == "invalid"
    assert set(verdicts.values()) == {"valid"}


def test_the_place_of_an_erased_award_is_nobodys_and_a_revoked_one_stays_revoked(
    world, provider, course, monkeypatch
):
    mine = award(course, provider)
    standing.change(mine, "revoke", "a mistake", actor=provider)
    erase(mine, provider)
    where = (mine.list_number, mine.list_index)
    # whoever draws this very place is sent on
    tried = []

    def drawn(_rng, n, *, size):
        tried.append(n)
        return [mine.list_index] if len(tried) == 1 else list(free[:n])

    closed = lists.closed(world.home, 1)
    held = set(AwardRecord.objects.values_list("list_index", flat=True))
    free = [n for n in range(1000) if n not in closed | held]
    monkeypatch.setattr(places, "candidates", drawn)
    monkeypatch.setattr(lists, "closed", lambda *_of: set())
    next_one = award(course, provider, "Bea", "bea@x.example")
    assert len(tried) == 2
    assert (next_one.list_number, next_one.list_index) != where
    monkeypatch.undo()
    # the list says so still, worked out from nothing but the rows
    lists.publish(world.home, mine.list_number, now=timezone.now())
    bits = lists.status_list(world.home, mine.list_number, "revocation").bits
    assert mine.list_index in StatusList(bytes(bits)).indexes()
    # nobody can tell any more whether the person has it again: that is final
    row = AwardRecord.objects.get(pk=mine.pk)
    with pytest.raises(ConflictError):
        standing.change(row, "take_back", "a mistake", actor=provider)


def test_reasons_of_changes_of_many_lose_the_person_and_keep_the_others(world, provider, course):
    mine, other = award(course, provider), award(course, provider, "Bea", "bea@x.example")
    chosen = [(mine.pk, f"{NAME} left"), (other.pk, "Bea left"), (f"{ADDRESS} again", "")]
    many = changing.choose(world.home, chosen, actor=provider)
    changing.confirm(many, "suspend", "left", notify=False, actor=provider)
    alone = changing.choose(world.home, [(mine.pk, "")], actor=provider)
    changing.confirm(alone, "revoke", "she cheated", notify=False, actor=provider)
    erase(mine, provider)
    many.refresh_from_db()
    assert many.reasons == {str(other.pk): "Bea left"}
    assert (many.unknown, many.reason, many.total) == ([], "left", 2)
    assert tables_with(NAME, ADDRESS, "she cheated") == set()
    assert set(StatusChangeRecord.objects.filter(award=other).values_list("reason", flat=True)) == {
        "Bea left"
    }
    assert StatusChangeRecord.objects.filter(award=mine).count() == 2, "past lists follow from them"


def test_lists_of_people_and_reports_of_jobs_lose_the_person(world, provider, course, client_of):
    browser = client_of("provider_admin")

    def upload(text):
        file = SimpleUploadedFile("people.csv", text.encode())
        browser.post("/awards/upload", {"achievement": course.slug, "file": file})
        return UploadRecord.objects.order_by("-created").first()

    first = upload(f"name,email\n{NAME},{ADDRESS}\n{NAME},nowhere\nBea,bea@x.example\n")
    browser.post(f"/awards/uploads/{first.pk}/order")
    run_jobs()
    again = upload(f"name,email\n{NAME},{ADDRESS}\nCem,cem@x.example\n")
    browser.post(f"/awards/uploads/{again.pk}/order")
    waiting = upload(f"name,email\n{NAME},{ADDRESS.upper()}\n")
    namesake = upload("name,email\nGone Awayson,other@x.example\n")
    key = f"welcome {ADDRESS}"
    award(course, provider, "Dan", "dan@x.example")
    by_program, _job = services.order_many(
        course, [Row(1, Recipient(NAME, ADDRESS))], actor=provider, idempotency=key
    )
    mine = AwardRecord.objects.get(email=ADDRESS)
    JobRecord.objects.filter(payload={"batch": str(mine.batch_id)}).update(
        result={"issued": 1, "failed": [f"{NAME}: no", "Bea: no"]}
    )
    erase(mine, provider)
    assert tables_with(NAME + "'", ADDRESS, f"{NAME}:") == set()
    assert not UploadRecord.objects.filter(pk=waiting.pk).exists()
    assert UploadRecord.objects.filter(pk=namesake.pk).exists()
    report = JobRecord.objects.get(payload={"batch": str(mine.batch_id)}).result
    assert report == {"issued": 1, "failed": ["Bea: no"]}
    assert not LineRecord.objects.filter(award=mine).exists()
    by_program.batch.refresh_from_db()
    assert by_program.batch.digest == ""
    with pytest.raises(ConflictError):
        services.order(course, [Row(1, Recipient("Eve", "e@x.example"))], actor=provider,
                       idempotency=by_program.batch.idempotency)  # fmt: skip


def test_mail_that_waits_is_not_sent_and_others_get_theirs_without_the_person(
    world, provider, course
):
    mine, other = award(course, provider), award(course, provider, "Bea", "bea@x.example")
    learner = world.people["learner"]
    AwardRecord.objects.filter(pk=mine.pk).update(account=learner)
    AwardRecord.objects.filter(pk__in=[mine.pk, other.pk]).update(
        valid_from=timezone.now() - timedelta(days=300),
        valid_until=timezone.now() + timedelta(days=9),
    )
    send_mail("Another password", "Ä link: /account/x", None, [ADDRESS])
    with transaction.atomic():
        enqueue(reminding.REMIND, {}, organisation=world.home, account=None)
    run_jobs()
    assert MailRecord.objects.filter(recipients=[learner.email]).count() == 1, "its reminder"
    [digest] = [m for m in MailRecord.objects.all() if b"run out soon" in bytes(m.raw)]
    assert NAME.encode() in bytes(digest.raw)
    erase(mine, provider)
    left = [bytes(m.raw).decode() for m in MailRecord.objects.all()]
    assert not [text for text in left if NAME in text or str(mine.pk) in text]
    digest.refresh_from_db()
    text = message_from_bytes(bytes(digest.raw), policy=policy.default).get_content()
    assert "  Bea: " in text
    assert "  –: " in text
    assert [m.recipients for m in MailRecord.objects.all() if b"password" in bytes(m.raw)] == [
        [ADDRESS]
    ]
    assert not MailRecord.objects.filter(recipients=[learner.email]).exists()


def test_somebody_who_applied_and_asks_for_it_is_gone_from_every_table(world):
    from skillmark.nouns.decision import Decided
    from skillmark.server.match import services as matching
    from skillmark.server.match.deciding import contesting, keeping, links
    from skillmark.server.match.deciding.services import decide
    from skillmark.server.match.surveying import services as surveying

    role, recruiter = world.things["role"], world.people["recruiter"]
    row = matching.submit_files(
        role, name=NAME, holder=ADDRESS, files=[(f"{NAME}.json", f'"{ADDRESS}"'.encode())]
    )
    person = f"candidate-{row.pk}"
    links.make(row, actor=recruiter, mail=True)  # waits in the outbox
    decision = decide(role, person, Decided.REJECTED, reason=f"{NAME} is late", actor=recruiter)
    contesting.contest(decision, f"I, {NAME}, was not", actor=None)
    surveying.state(world.home, person, {"sex": "female"}, account=None)
    other = decide(
        role, f"member-{world.people['learner'].pk}", Decided.REJECTED, reason="r", actor=recruiter
    )
    found = {"CandidateRecord", "SubmissionRecord", "DecisionRecord", "ContestRecord", "MailRecord"}
    assert found <= tables_with(NAME, ADDRESS)
    assert keeping.erase_address(ADDRESS.upper(), world.home, actor=recruiter) == 1
    assert tables_with(NAME, ADDRESS) == set()
    # What is left is the number in the audit log; nothing says any more what it was.
    assert tables_with(str(row.pk), row.pk.hex) == {"AuditRecord"}
    other.refresh_from_db()
    assert other.ranking.forgotten == 1


def test_exports_on_their_way_into_the_ledger_go_and_links_too(world, provider, course):
    from skillmark.server.measure.ledger import linking, taking
    from skillmark.server.measure.ledger.models import LinkRecord, OutcomeRecord

    lead, learner = world.people["ld_lead"], world.people["learner"]
    people = f"Personalnummer;Name;E-Mail\n1;{NAME};{ADDRESS}\n".encode("utf-16")
    others = b"Personalnummer;Name\n2;Bea\n"
    for content in (people, others):
        taking.keep([content], name="export.csv", organisation=world.home, actor=lead)
    mine = award(course, provider)
    AwardRecord.objects.filter(pk=mine.pk).update(account=learner)
    OutcomeRecord.objects.create(organisation=world.home, person="1")
    with transaction.atomic():
        set_consent(learner, world.home, Purpose.OUTCOMES, given=True)
        linking.link_accounts(world.home, {"1": learner.pk})
    assert LinkRecord.objects.exists()
    assert "LedgerFileRecord" in tables_with(NAME, ADDRESS)
    erase(mine, provider)
    assert not {"LedgerFileRecord", "LinkRecord"} & tables_with(NAME, ADDRESS)
    assert taking.LedgerFileRecord.objects.filter(header=["Personalnummer", "Name"]).exists()
    assert not LinkRecord.objects.exists()
    row = OutcomeRecord.objects.of(world.home).get(person="1")
    assert (row.credential, row.by_link) == (None, False), "severed: the id is the organisation's"


def test_what_was_asked_of_somebody_by_a_survey_and_answered_by_name_goes_too(
    world, provider, course
):
    from skillmark.server.measure.surveying import answers, links
    from skillmark.server.measure.surveying import services as surveying
    from skillmark.server.measure.surveying.models import Mode, SurveyAnswerRecord, Whom

    lead, learner = world.people["ld_lead"], world.people["learner"]
    mine = award(course, provider)
    AwardRecord.objects.filter(pk=mine.pk).update(account=learner)
    set_consent(learner, world.home, Purpose.OUTCOMES, given=True)
    row = surveying.draft(world.home, "employees", actor=lead)
    row = surveying.send(row, whom=Whom.EVERYBODY, mode=Mode.LINKED, why="To plan.", actor=lead)
    for account in (learner, lead):
        opened = links.opened(links.personal(row.invitations.get(account=account)))
        answers.answer(opened, {"useful": 3}, linked=True, now=timezone.now())
    assert SurveyAnswerRecord.objects.filter(account=learner).exists()
    others = row.answers.exclude(account=learner).count()
    erase(mine, provider)
    assert not SurveyAnswerRecord.objects.filter(account=learner).exists()
    assert not row.invitations.filter(account=learner).exists()
    assert row.answers.count() == others == 1
    assert row.invitations.filter(account=lead).exists()
