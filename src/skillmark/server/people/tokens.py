"""Who calls the API: a bearer token, the session of a page, or nobody."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.security import HttpBearer, SessionAuth

from skillmark.server.people import audit
from skillmark.server.people.limits import limit
from skillmark.server.people.models import AccountRecord, OrganisationRecord, TokenRecord
from skillmark.server.people.permissions import SignInNeededError


def digest(token: str) -> str:
    """Return what is stored in place of a token (tokens have 256 random bits: no salt)."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def create(
    account: AccountRecord, organisation: OrganisationRecord, name: str, *, days: int = 90
) -> str:
    """Make an API token and return it: it is shown this once and never again."""
    token = "skm_" + secrets.token_urlsafe(32)
    row = TokenRecord.objects.create(
        account=account,
        organisation=organisation,
        name=name,
        digest=digest(token),
        expires=timezone.now() + timedelta(days=days),
    )
    audit.record("token_created", row, actor=account, organisation=organisation, days=days)
    return token


class Bearer(HttpBearer):
    """`Authorization: Bearer skm_...`."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        row = (
            TokenRecord.objects.select_related("account", "organisation")
            .filter(
                digest=digest(token),
                revoked=None,
                expires__gt=timezone.now(),
                account__is_active=True,
            )
            .first()
        )
        if row is None:
            request.user = AnonymousUser()
            limit(request, "token", times=20, seconds=60)
            raise SignInNeededError(_("this token is unknown, expired or revoked"))
        request.user = row.account
        request.organisation = row.organisation
        return row


class PageSession(SessionAuth):
    """The session of somebody who is signed in to the pages, with its CSRF token."""

    def __call__(self, request: HttpRequest) -> Any:
        # Without a session there is nothing that another site could ride on.
        return super().__call__(request) if request.user.is_authenticated else None


def anybody(request: HttpRequest) -> str:
    """Let everybody through to the route, whose own mark decides."""
    return "anybody"


bearer = Bearer()


@transaction.atomic
def revoke(row: TokenRecord, *, actor: AccountRecord) -> None:
    """End a token."""
    row.revoked = timezone.now()
    row.save(update_fields=["revoked"])
    audit.record("token_revoked", row, actor=actor, organisation=row.organisation)
