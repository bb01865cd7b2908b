"""Errors that say what was wrong, where, and what to do.

Every error that a person may see derives from `SkillmarkError`. The command line prints one
line made of it and exits with `exit_code`; the web pages and the API show the same words.
"""

from __future__ import annotations


class SkillmarkError(Exception):
    """Something a person can understand and mend.

    `code` is stable and meant for programs; `cause` says in plain words what was wrong;
    `where` names the file, line, field or JSON pointer; `remedy` says what to do about it.
    """

    code = "error"
    exit_code = 2

    def __init__(
        self, cause: str, *, where: str = "", remedy: str = "", code: str | None = None
    ) -> None:
        super().__init__(cause)
        self.cause = cause
        self.where = where
        self.remedy = remedy
        if code is not None:
            self.code = code

    def __str__(self) -> str:
        line = f"{self.where}: {self.cause}" if self.where else self.cause
        return f"{line} ({self.remedy})" if self.remedy else line

    def at(self, where: str) -> SkillmarkError:
        """Return the same error, placed: the outer place before the inner one."""
        place = f"{where}: {self.where}" if self.where else where
        return type(self)(self.cause, where=place, remedy=self.remedy, code=self.code)


class InputError(SkillmarkError):
    """What was given cannot be read or does not make sense; nothing was done."""

    code = "input"


class UnreadableError(InputError):
    """The bytes are not what they claim to be (a broken PNG, JSON, CSV, ...)."""

    code = "unreadable"


class ConflictError(SkillmarkError):
    """The request contradicts what is already there; nothing was changed."""

    code = "conflict"
    exit_code = 1


class ForbiddenError(SkillmarkError):
    """This person may not do this to this thing."""

    code = "forbidden"
    exit_code = 1


class UnavailableError(SkillmarkError):
    """Something outside could not be reached or is not installed: it could not be told."""

    code = "unavailable"
    exit_code = 3
