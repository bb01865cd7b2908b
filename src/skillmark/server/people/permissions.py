"""One function decides: `may(person, action, thing)`. Every view and API route asks it.

A view is marked with exactly one of `@allowed(Action.X)`, `@signed_in` or `@public`; a route
without a mark fails a test. Rows are fetched with `find`, for which a row of another
organisation does not exist (404).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja.throttling import BaseThrottle
from ninja.utils import contribute_operation_callback

from skillmark.nouns.errors import ForbiddenError, SkillmarkError
from skillmark.server.people import audit
from skillmark.server.people.actions import GRANTS, OWN, Action, Role
from skillmark.server.people.models import AccountRecord, MembershipRecord, OrganisationRecord

Row = TypeVar("Row", bound=models.Model)
View = TypeVar("View", bound=Callable[..., Any])
Person = AccountRecord | AnonymousUser


class SignInNeededError(SkillmarkError):
    """Nobody is signed in: a page leads to the sign-in form, the API answers 401."""

    code = "sign_in_needed"
    exit_code = 1


def places(person: Person) -> dict[int, tuple[OrganisationRecord, frozenset[Role]]]:
    """Return the organisations of a person with their roles there, by id, the oldest first.

    Read once for a request: `person` remembers them.
    """
    if not isinstance(person, AccountRecord) or not person.is_active:
        return {}
    if not hasattr(person, "_places"):
        found: dict[int, tuple[OrganisationRecord, frozenset[Role]]] = {}
        rows = MembershipRecord.objects.filter(account=person).select_related("organisation")
        for row in rows.order_by("organisation_id"):
            place, known = found.get(row.organisation_id, (row.organisation, frozenset()))
            found[place.pk] = place, known | {Role(row.role)}
        person._places = found
    kept: dict[int, tuple[OrganisationRecord, frozenset[Role]]] = person._places
    return kept


def roles(person: Person, organisation: OrganisationRecord | int | None) -> frozenset[Role]:
    """Return the roles of a person in an organisation (given as row or id)."""
    if organisation is None:
        return frozenset()
    wanted = organisation if isinstance(organisation, int) else organisation.pk
    mine = places(person)
    return mine[wanted][1] if wanted in mine else frozenset()


def may(person: Person, action: Action, thing: models.Model | None = None) -> bool:
    """Say whether `person` may do `action` to `thing`.

    `thing` is an organisation, a row with an `organisation`, or (for what is one's own) a row
    with an `account`. A row whose organisation is empty is shared: it may be seen by those who
    may see such rows anywhere, and changed by site administrators only. Without a thing, `OWN`
    actions are allowed to whoever is signed in, and everything else to nobody.
    """
    if not isinstance(person, AccountRecord) or not person.is_active:
        return False
    if action in OWN:
        if isinstance(thing, AccountRecord):
            return thing.pk == person.pk
        return thing is None or getattr(thing, "account_id", None) == person.pk
    if thing is None:
        return False
    place = thing.pk if isinstance(thing, OrganisationRecord) else thing.organisation_id
    return any(action in GRANTS[role] for role in roles(person, place))


def allowed(action: Action) -> Callable[[View], View]:
    """Let a view or API route run for those who may do `action` in the current organisation.

    A refusal is written to the audit log. `OWN` actions need a signed-in person only; `find`
    and the services then look at whose the row is.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            _enter(request, action)
            return view(request, *args, **kwargs)

        guarded.access = action
        # ninja reads parameter types from the signature; names in it belong to the view's module.
        guarded.__signature__ = inspect.signature(view, eval_str=True)
        # In the API, rights come before the reading of the body: who may not, learns nothing.
        contribute_operation_callback(
            guarded, lambda operation: operation.throttle_objects.append(_Gate(action))
        )
        return guarded  # type: ignore[return-value]

    return mark


def _enter(request: HttpRequest, action: Action) -> None:
    if not request.user.is_authenticated:
        raise SignInNeededError(_("please sign in first"))
    thing = None if action in OWN else getattr(request, "organisation", None)
    if not may(request.user, action, thing):
        refuse(request, action)
    request.action = action


class _Gate(BaseThrottle):
    """Asks for the right as soon as the API knows who calls."""

    def __init__(self, action: Action) -> None:
        self.action = action

    def allow_request(self, request: HttpRequest) -> bool:
        _enter(request, self.action)
        return True


def signed_in(view: View) -> View:
    """Let a view run for whoever is signed in."""
    return allowed(Action.OWN_ACCOUNT)(view)


def public(view: View) -> View:
    """Say that a view is for everybody."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def refuse(request: HttpRequest, action: Action, thing: models.Model | str | None = None) -> None:
    """Write the refusal to the audit log and raise `ForbiddenError`."""
    audit.record(
        action,
        thing or request.path[:200],
        actor=request.user,
        organisation=getattr(request, "organisation", None),
        allowed=False,
    )
    raise ForbiddenError(
        _("you do not have the right to do this here"),
        remedy=_("ask an administrator of your organisation for the role"),
    )


def find(request: HttpRequest, rows: type[Row] | models.QuerySet[Row], **lookup: Any) -> Row:
    """Return the one row of the current organisation (or, for `OWN`, of the person), or 404.

    An id of another organisation's row answers exactly like one that does not exist.
    """
    found = rows if isinstance(rows, models.QuerySet) else rows._default_manager.all()
    action = getattr(request, "action", None)
    try:
        row = found.filter(**lookup).first()
    except (ValueError, ValidationError):
        row = None
    if row is None or action is None or not may(request.user, action, row):
        raise Http404
    return row
