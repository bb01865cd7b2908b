"""A database that is behind its own log, because an old backup was restored, awards nothing more.

Two histories under one name would be worse than a site that stands still: whoever holds a receipt
of the lost entries, or a checkpoint that speaks of them, could show that the issuer's log lies.
"""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from skillmark.fetch.client import Client
from skillmark.nouns.errors import ConflictError, UnavailableError
from skillmark.server.award.models import LogRecord
from skillmark.server.award.transparency import witnessed
from skillmark.server.award.transparency.tiles import Rows
from skillmark.server.people.models import OrganisationRecord
from skillmark.trust.fetched import Fetch
from skillmark.trust.log import history
from skillmark.trust.log.tree import Tree


def refuse_behind(organisation: OrganisationRecord) -> None:
    """Raise `ConflictError` where an organisation's log takes nothing more."""
    refuse(organisation, LogRecord.objects.of(organisation).first())


def refuse(organisation: OrganisationRecord, log: LogRecord | None) -> None:
    """Raise `ConflictError` (code `log_behind`) where this log takes nothing more.

    Asks the folders that are set, not the network: cheap enough for every award.
    """
    if log is not None and log.behind:
        raise _stopped(log.behind)
    for place in settings.SITE.witnessed:
        try:
            _confirm(place, organisation, log, fetch=None)
        except ConflictError as error:
            raise _stopped(_short(error)) from None


def _confirm(
    place: str, organisation: OrganisationRecord, log: LogRecord | None, *, fetch: Fetch | None
) -> None:
    """Raise `ConflictError` where a place knows of entries that the database does not have."""
    seen = witnessed.read(place, organisation.slug, fetch=fetch)
    if seen is None:
        return
    if log is None:
        raise history.RolledBackError("a log was begun, and is not here", where=seen.where)
    seen.confirm(Tree(Rows(log), log.size), log.verifier)


def _short(error: ConflictError) -> str:
    """Return what was wrong and where; what to do is said once, by whoever tells it."""
    return f"{error.where}: {error.cause}"


def _stopped(why: str) -> ConflictError:
    return ConflictError(
        _("nothing can be awarded, because this database is not the newest: %(why)s")
        % {"why": why},
        remedy=_("restore a newer backup (docs/scaling.md, “After a restore”)"),
        code="log_behind",
    )


def compare(*, fetch: Fetch | None) -> list[str]:
    """Compare every log with what was witnessed of it; return what is wrong, one line each.

    A log that is behind takes nothing more until a later comparison finds it in order.
    """
    found: list[str] = []
    for organisation in OrganisationRecord.objects.order_by("pk"):
        log = LogRecord.objects.of(organisation).first()
        behind: list[str] = []
        unknown: list[str] = []
        for place in settings.SITE.witnessed:
            try:
                _confirm(place, organisation, log, fetch=fetch)
            except ConflictError as error:
                behind.append(_short(error))
            except UnavailableError as error:
                unknown.append(str(error))
        said = "; ".join(behind)[:500]
        if log is not None and log.behind != said and (said or not unknown):
            LogRecord.objects.filter(pk=log.pk).update(behind=said)
        found += behind + unknown
    return list(dict.fromkeys(found))


def at_start() -> list[str]:
    """Compare as a site starts, asking the network too; return what is wrong."""
    if not settings.SITE.witnessed:
        return []
    return compare(fetch=Client(allow=frozenset(settings.SITE.fetch_allow)))
