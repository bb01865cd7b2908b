"""One shape of errors for programs, and the HTTP status that an error has."""

from __future__ import annotations

from skillmark.nouns.errors import (
    ConflictError,
    ForbiddenError,
    SkillmarkError,
    UnavailableError,
)
from skillmark.server.people.limits import TooManyError
from skillmark.server.people.permissions import SignInNeededError


def status_of(error: SkillmarkError) -> int:
    """Return the HTTP status that an error has, for pages and the API alike."""
    kinds: tuple[tuple[type[SkillmarkError], int], ...] = (
        (SignInNeededError, 401),
        (TooManyError, 429),
        (ForbiddenError, 403),
        (ConflictError, 409),
        (UnavailableError, 503),
    )
    return next((status for kind, status in kinds if isinstance(error, kind)), 400)


def body_of(error: SkillmarkError) -> dict[str, str]:
    """Return what the API says of an error."""
    return {
        "code": error.code,
        "cause": error.cause,
        "where": error.where,
        "remedy": error.remedy,
    }
