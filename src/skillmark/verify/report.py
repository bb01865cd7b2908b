"""What a verification says."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from skillmark.badges import reading
from skillmark.badges.levels import ConfirmedSkill
from skillmark.badges.summary import Summary, summarise
from skillmark.nouns.errors import SkillmarkError
from skillmark.trust.dids import timestamp
from skillmark.trust.outcome import Status
from skillmark.verify.checks import Check, Name, Reason, Verdict
from skillmark.verify.source import Expected

if TYPE_CHECKING:
    from skillmark.verify.domain import Domain
    from skillmark.verify.endorsements import Endorsement
    from skillmark.verify.logged import Logged
    from skillmark.verify.registry import Voucher


@dataclass(frozen=True, slots=True)
class Known:
    """Whether somebody is in the lists that the verifier trusts; `None`: no list could say."""

    known: bool | None = None
    known_by: str = ""
    vouchers: tuple[Voucher, ...] = ()
    """Every list that knows it."""
    lapsed: str = ""
    """Why a list that might know it says nothing any more; then `known` is `None`."""


NOT_ASKED = Known()


@dataclass(frozen=True)
class Report:
    """One credential, all checks, one verdict.

    What it says is read from its bytes only where somebody asks.
    """

    source: str
    verdict: Verdict
    reason: Reason | None
    as_of: datetime | None
    """For which moment the status was known."""
    format: str
    checks: tuple[Check, ...]
    issuer: Known = NOT_ASKED
    secured: bytes = b""
    """The exact JSON or token that was checked."""
    expected: Expected | None = None
    """Whom the list that named it says it belongs to."""
    logged: Logged | None = None
    """What a receipt shows; `None` where none came along. It has no part in the verdict."""
    domain: Domain | None = None
    """What is shown of the issuer's internet domain; `None` where nothing is."""
    endorsements: tuple[Endorsement, ...] = ()
    """Who endorses the issuer, the achievement or the credential; also those that do not hold."""
    endorsements_left: int = 0
    """How many more there are, which nobody looked at."""
    telling: Callable[[], Summary] | None = field(default=None, repr=False, compare=False)
    """Says the summary faster than reading the credential anew."""

    @property
    def raw(self) -> str:
        """The exact JSON or token that was checked, as text."""
        return self.secured.decode()

    @cached_property
    def credential(self) -> dict[str, Any] | None:
        """What was in it, unverified; `None` where it could not be read."""
        return reading.read(self.secured).credential if self.secured else None

    @cached_property
    def summary(self) -> Summary | None:
        """What the credential says; believe it only where the verdict is `valid`."""
        if self.telling is not None:
            return self.telling()
        return None if self.credential is None else summarise(self.credential)

    def knowing(self, **known: Any) -> Report:
        """Return this report, with its `credential` or `summary` where they are known already."""
        self.__dict__.update(known)
        return self

    def __getstate__(self) -> dict[str, Any]:
        """To another process goes what was told, not what tells it."""
        return {**self.__dict__, "summary": self.summary, "telling": None}

    def listed_as(self, expected: Expected | None) -> Report:
        """Return this report with what the list that named it says, and all that is known of it."""
        if expected is None:
            return self
        found = copy(self)
        object.__setattr__(found, "expected", expected)
        return found

    def logged_as(self, logged: Logged) -> Report:
        """Return this report with what a receipt shows, and all that is known of it."""
        found = copy(self)
        object.__setattr__(found, "logged", logged)
        return found

    @property
    def skills(self) -> tuple[ConfirmedSkill, ...]:
        """Skills that the credential names."""
        return self.summary.skills if self.summary else ()

    @property
    def caution(self) -> str:
        """What no view may leave out ("no field data: ..."), else empty."""
        return self.summary.caution if self.summary else ""

    def check(self, name: Name) -> Check | None:
        """Return one check by name."""
        return next((check for check in self.checks if check.name is name), None)

    def to_json(self) -> dict[str, Any]:
        """Return the report as the command line and the API promise it.

        Members that not every report needs are there where they say something: `vouchers` and
        `domain` of the issuer, `endorsements`, `expected`.
        """
        said = self.summary
        value: dict[str, Any] = {
            "source": self.source,
            "verdict": self.verdict.value,
            "reason": self.reason.value if self.reason else None,
            "as_of": timestamp(self.as_of) if self.as_of else None,
            "format": self.format,
            "issuer": {
                "id": said.issuer_id if said else None,
                "name": said.issuer_name if said else None,
                "known": self.issuer.known,
                "known_by": self.issuer.known_by or None,
            },
            "achievement": said.achievement if said else None,
            "skills": [
                {"skill": skill.uri, "label": skill.name, "level": skill.level}
                for skill in self.skills
            ],
            "checks": [
                {
                    "check": check.name.value,
                    "status": check.status.value,
                    "detail": check.detail,
                    "spec": check.spec,
                }
                for check in self.checks
            ],
        }
        vouchers = self.issuer.vouchers
        if vouchers and (len(vouchers) > 1 or vouchers[0].registry):
            value["issuer"]["vouchers"] = [one.to_json() for one in self.issuer.vouchers]
        if self.domain is not None:
            value["issuer"]["domain"] = self.domain.to_json()
        if self.endorsements:
            value["endorsements"] = [one.to_json() for one in self.endorsements]
        if self.endorsements_left:
            value["endorsements_left"] = self.endorsements_left
        if self.expected is not None:
            value["expected"] = self.expected.to_json()
        if self.logged is not None:
            value["log"] = self.logged.to_json()
        return value


def unreadable(source: str, error: SkillmarkError) -> Report:
    """Return the report on something that could not even be read."""
    check = Check(
        Name.WELL_FORMED, Status.UNKNOWN, str(error), "OB 3.0 section 5", Reason.UNREADABLE
    )
    return Report(source, Verdict.UNKNOWN, Reason.UNREADABLE, None, "", (check,))
