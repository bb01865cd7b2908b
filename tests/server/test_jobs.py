"""Background jobs: leases, fences, retries, cancelling; and the outbox of mail."""

from __future__ import annotations

import time
from contextlib import nullcontext, suppress
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.core import mail as django_mail
from django.core.mail import EmailMessage, send_mail
from django.db import connections, transaction
from django.utils import timezone

from skillmark.nouns.errors import ConflictError, InputError, UnavailableError
from skillmark.server.jobs import mail, services, worker
from skillmark.server.jobs.models import JobRecord, MailRecord, State
from skillmark.server.jobs.services import LEASE, CancelledError, LeaseLostError, claim, enqueue


@pytest.fixture
def queue(world, monkeypatch):
    """An empty queue, and a way to put jobs in and to say what they do."""
    JobRecord.objects.all().delete()
    monkeypatch.setattr(worker, "_tasks", {})

    def put(work=None, **options):
        if work is not None:
            worker.task("test.work")(work)
        options = {"organisation": world.home, "account": None} | options
        return enqueue("test.work", options.pop("payload", {}), **options)

    return put


def test_a_job_runs_once_and_keeps_its_result(queue):
    job = queue(lambda running: {"answer": 42})
    assert worker.run_one()
    assert not worker.run_one(), "it is done"
    job.refresh_from_db()
    assert (job.state, job.result, job.attempts) == (State.DONE, {"answer": 42}, 1)


def test_enqueueing_needs_the_transaction_of_the_business(world, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(connections["default"], "in_atomic_block", False)
        with pytest.raises(RuntimeError, match="transaction"):
            enqueue("test.work", {}, organisation=world.home, account=None)


def test_a_job_vanishes_with_the_transaction_that_failed(queue):
    with suppress(InputError), transaction.atomic():
        queue()
        raise InputError("the business failed")
    assert not JobRecord.objects.exists()


def test_hostile_46_two_workers_and_an_expired_lease_the_loser_is_fenced(queue):
    job = queue(total=2)
    slow = claim()
    assert claim() is None, "the lease holds"
    later = timezone.now() + LEASE + timedelta(seconds=1)
    quick = claim(now=later)
    assert quick is not None
    assert quick.fence == slow.fence + 1

    def work(running):
        with running.chunk(done=1):
            MailRecord.objects.create(recipients=[], raw=b"written", sender="x@x.example")

    with pytest.raises(LeaseLostError):
        work(slow)
    assert not MailRecord.objects.filter(raw=b"written").exists(), "nothing of it is stored"
    work(quick)
    with pytest.raises(LeaseLostError):
        slow.finish({"who": "the loser"})
    quick.finish({"who": "the winner"})
    job.refresh_from_db()
    assert (job.state, job.result) == (State.DONE, {"who": "the winner"})


def test_a_chunk_renews_the_lease_and_shows_progress(queue):
    job = queue(total=10)
    running = claim()
    JobRecord.objects.update(lease_until=timezone.now() + timedelta(seconds=1))
    with running.chunk(done=4):
        pass
    job.refresh_from_db()
    assert job.percent == 40
    assert job.lease_until > timezone.now() + LEASE / 2


def test_what_fails_in_a_chunk_is_not_stored(queue):
    queue()
    running = claim()
    with suppress(ZeroDivisionError), running.chunk(done=1):
        MailRecord.objects.create(recipients=[], raw=b"half", sender="x@x.example")
        _ = 1 / 0
    assert not MailRecord.objects.filter(raw=b"half").exists()


def test_a_failing_job_is_tried_again_later_and_then_given_up(queue, caplog):
    def broken(running):
        raise ZeroDivisionError("secret detail")

    job = queue(broken)
    waits = []
    for _ in range(services.ATTEMPTS):
        assert worker.run_one()
        job.refresh_from_db()
        if job.state == State.QUEUED:
            waits.append(job.run_after - timezone.now())
            assert not worker.run_one(), "not yet"
            JobRecord.objects.update(run_after=timezone.now())
    assert job.state == State.FAILED
    assert waits == sorted(waits)
    assert "secret detail" not in job.error, "the log has it, the page does not"
    assert "secret detail" in caplog.text


def test_what_a_person_must_mend_is_not_tried_again(queue):
    def refused(running):
        raise InputError("the file is empty", remedy="give another one")

    job = queue(refused)
    worker.run_one()
    job.refresh_from_db()
    assert job.state == State.FAILED
    assert job.error == "the file is empty (give another one)"


def test_an_outage_is_tried_again(queue):
    def down(running):
        raise UnavailableError("the key store does not answer")

    job = queue(down)
    worker.run_one()
    job.refresh_from_db()
    assert job.state == State.QUEUED


def test_a_waiting_job_is_cancelled_at_once_and_a_running_one_at_its_next_chunk(queue, world):
    waiting = queue()
    services.cancel(waiting, actor=world.people["administrator"])
    waiting.refresh_from_db()
    assert waiting.state == State.CANCELLED
    running_job = queue(lambda running: running.chunk(done=1).__enter__())
    running = claim()
    services.cancel(running_job, actor=world.people["administrator"])
    with pytest.raises(CancelledError), running.chunk(done=1):
        pytest.fail("it went on")


def test_a_cancelled_job_ends_as_cancelled(queue, world):
    def work(running):
        services.cancel(running.job, actor=world.people["administrator"])
        with running.chunk(done=1):
            pytest.fail("it went on")

    job = queue(work)
    worker.run_one()
    job.refresh_from_db()
    assert job.state == State.CANCELLED


def test_a_worker_that_is_asked_to_end_puts_its_job_back(queue):
    def work(running):
        with running.chunk(done=1):
            pass
        services.stopping.set()
        with running.chunk(done=2):
            pytest.fail("it went on")

    job = queue(work)
    try:
        worker.run_one()
    finally:
        services.stopping.clear()
    job.refresh_from_db()
    assert (job.state, job.progress, job.attempts) == (State.QUEUED, 1, 0)
    assert claim() is not None, "the next worker takes it at once"


def test_hostile_45_the_same_key_gives_the_same_job_and_another_body_a_conflict(queue):
    first = queue(key="order-1", payload={"n": 1})
    assert queue(key="order-1", payload={"n": 1}) == first
    with pytest.raises(ConflictError) as refused:
        queue(key="order-1", payload={"n": 2})
    assert refused.value.code == "idempotency"


def test_a_job_of_unknown_kind_fails_and_says_so(queue):
    job = queue()
    worker.run_one()
    job.refresh_from_db()
    assert job.state == State.FAILED
    assert "test.work" in job.error


@pytest.fixture
def outbox(world, settings):
    """Mail goes to the outbox, and from there to Django's list of sent mail."""
    settings.EMAIL_BACKEND = "skillmark.server.jobs.mail.Outbox"
    settings.DELIVERY = {"backend": "django.core.mail.backends.locmem.EmailBackend"}
    MailRecord.objects.all().delete()


def test_mail_waits_in_the_outbox_and_leaves_unchanged(outbox):
    send_mail("Glückwunsch", "Grüße\n", "from@x.example", ["to@x.example"])
    assert not django_mail.outbox
    assert mail.send_one()
    (sent,) = django_mail.outbox
    assert sent.recipients() == ["to@x.example"]
    message = sent.message()
    assert str(message["Subject"]) == "Glückwunsch"
    assert message.get_payload(decode=True).decode() == "Grüße\n"
    assert not mail.send_one(), "sent once"
    assert bytes(MailRecord.objects.get().raw) == b"", "what is sent is not kept"


def test_mail_of_a_failed_transaction_is_never_sent(outbox):
    with suppress(InputError), transaction.atomic():
        send_mail("s", "b", None, ["to@x.example"])
        raise InputError("no")
    assert not mail.send_one()


def test_mail_that_cannot_be_sent_is_tried_again_later(outbox, monkeypatch):
    send_mail("s", "b", None, ["to@x.example"])

    def refused(self, messages):
        raise ConnectionRefusedError

    backend = "django.core.mail.backends.locmem.EmailBackend.send_messages"
    with monkeypatch.context() as patch:
        patch.setattr(backend, refused)
        assert mail.send_one()
    row = MailRecord.objects.get()
    assert row.sent is None
    assert row.run_after > timezone.now()
    MailRecord.objects.update(run_after=timezone.now())
    mail.send_one()
    assert len(django_mail.outbox) == 1


def test_a_header_cannot_be_smuggled_in(outbox):
    from django.core.mail import BadHeaderError

    with pytest.raises((BadHeaderError, ValueError)):
        EmailMessage("a\nBcc: all@x.example", "b", None, ["to@x.example"]).send()


@pytest.mark.parametrize("subject", ["You are awarded", "Glückwunsch zur „Prüfung“ " * 6])
@pytest.mark.parametrize("body", ["Hello\n\nhere: https://x.example/c/1\n", "Grüße\n„Ada“\n.\n"])
def test_messages_that_share_their_head_say_what_django_would_say(subject, body):
    """The same but for the message's id: headers, encoding, text."""
    written = mail.Written()
    for number in range(3):
        message = EmailMessage(subject, f"{number} {body}", None, [f"a{number}@x.example"])
        theirs = message_from_bytes(message.message().as_bytes(), policy=policy.default)
        ours = message_from_bytes(written(message), policy=policy.default)
        assert ours.get_content() == theirs.get_content() == f"{number} {body}"
        for name in {*theirs.keys(), *ours.keys()} - {"Message-ID", "Date"}:
            assert ours.get_all(name) == theirs.get_all(name), name
        assert ours["Date"]
        assert ours["Message-ID"]


@pytest.mark.parametrize(
    "to", ["Ada <a@x.example>", "ü@x.example", "a@x.example\nBcc: b@x.example"]
)
def test_an_addressee_that_needs_care_goes_the_long_way(to):
    from django.core.mail import BadHeaderError

    try:
        raw = mail.Written()(EmailMessage("s", "b", None, [to]))
    except (BadHeaderError, ValueError):
        return
    said = message_from_bytes(raw, policy=policy.default)
    assert set(said.keys()) >= {"To", "Subject"}
    assert "Bcc" not in said


def test_a_job_that_works_for_long_between_two_chunks_keeps_its_lease(world):
    """Beats come from another thread: with a connection of its own, as in a worker."""
    from skillmark.server.jobs import keeping

    beats = []

    class Held:
        def __init__(self, job):
            self.job = job

        def chunk(self):
            beats.append(1)
            return nullcontext()

    job = JobRecord(kind="test", organisation=world.home)
    with keeping.kept(Held(job), seconds=0.01):
        deadline = time.monotonic() + 10
        while len(beats) < 3 and time.monotonic() < deadline:
            time.sleep(0.005)
    count = len(beats)
    assert count >= 3
    time.sleep(0.05)
    assert len(beats) == count, "nothing is renewed once the work is over"
