"""Verify any badge: ten checks, one report. No I/O of its own, and nothing is trusted by default.

1. `well_formed`: it is a credential, and everything a reader relies on is there (VC-DM 2.0, 4).
2. `schema`: 1EdTech's schema for Open Badges 3.0 has nothing against it (OB 3.0, B.1).
3. `context`: every context is pinned and nothing would be dropped silently (DI 1.0, 4.6).
4. `proof`: every proof or token signature holds (DI 1.0, 4.4; OB 3.0, 8.2.4).
5. `issuer_key`: the issuer's own document lists the key for assertions (CID 1.0, 3.3).
6. `validity`: the moment asked for lies within its period (VC-DM 2.0, 4.9).
7. `status`: the issuer's list says it is neither revoked nor suspended (BSL 1.0, 3.2).
8. `holder`: it is the badge of whom it is shown for, where that is asked (OB 3.0, B.1.8).
9. `issuer_known`: somebody whom the verifier trusts knows the issuer.
   Beside it is told whose domain the issuer is (`domain`) and who endorses it (`endorsements`);
   neither makes it known.
10. `evidence`: what speaks for the claim, and whether it rests on people's responses.

Open Badges 1 and 2 are no verifiable credentials: their own steps are in `legacy`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from skillmark.badges import reading
from skillmark.badges.endorsement import Endorsed
from skillmark.badges.endorsement import endorsed as has_endorsements
from skillmark.badges.reading import Version, Wrapped
from skillmark.badges.summary import summarise
from skillmark.nouns.errors import UnavailableError, UnreadableError
from skillmark.trust.contexts import Contexts, bundled
from skillmark.trust.fetched import Fetch, Fetched
from skillmark.trust.outcome import Status
from skillmark.trust.resolve import Resolver
from skillmark.verify import domain as domains
from skillmark.verify import endorsements, form, legacy, securing, stapled, validity
from skillmark.verify.checks import Check, Name, Reason, decide
from skillmark.verify.documents import Documents
from skillmark.verify.domain import Domain, profile_of
from skillmark.verify.domain_linkage import Linkage
from skillmark.verify.endorsements import Endorsement, Endorsements
from skillmark.verify.memory import Memory
from skillmark.verify.recognition import Recognition
from skillmark.verify.registry import Registry
from skillmark.verify.report import NOT_ASKED, Known, Report, unreadable
from skillmark.verify.securing import Secured
from skillmark.verify.status import StatusLists, issuer_id

_RAW_TROUBLE = frozenset(("unreadable", "not_json", "too_large"))
"""Codes of bytes that are nothing; other bytes that cannot be read are malformed credentials."""


@dataclass
class Verifier:
    """What one verification, or a batch of them, is done against.

    Without `fetch` it is offline. What was fetched is kept for the batch, so make a new one for
    another moment. Not safe to share between threads; a `memory` is, and spares them what was
    worked out before.
    """

    now: datetime
    fetch: Fetch | None = None
    contexts: Contexts = field(default_factory=bundled)
    registry: Registry | None = None
    holder: str = ""
    """E-mail address or DID that the credentials must have been issued to."""
    also: Sequence[str] = ()
    """Further addresses and DIDs of that same person: one of all must fit."""
    require_known_issuer: bool = False
    memory: Memory | None = None
    clock: datetime | None = None
    """What time it is, where `now` is another moment: lists of today do not speak for one that is
    over (`dated`). Absent, it is `now`."""
    ask_domain: bool = False
    """Whether the domains that an issuer names are asked if it is theirs (did-configuration)."""
    _resolver: Resolver = field(init=False, repr=False)
    _recognition: Recognition = field(init=False, repr=False)
    _documents: Documents = field(init=False, repr=False)
    _endorsements: Endorsements = field(init=False, repr=False)
    _linkage: Linkage = field(init=False, repr=False)
    _domains: dict[tuple[str, str], Domain | None] = field(
        init=False, repr=False, default_factory=dict
    )
    _identified: dict[str, Domain | None] = field(init=False, repr=False, default_factory=dict)
    _told: dict[str, tuple[Registry | None, tuple[Known, Check]]] = field(
        init=False, repr=False, default_factory=dict
    )
    _status: dict[int, StatusLists] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._resolver = Resolver(self.fetch, read=self.memory.documents if self.memory else None)
        self._recognition = Recognition(self.contexts, self._resolver, self.now)
        self._documents = Documents(self.fetch)
        self._endorsements = Endorsements(
            self._resolver,
            self.contexts,
            self.now,
            lists=lambda: self._lists({}, self._resolver),
            known=self._known,
        )
        self._linkage = Linkage(
            self.fetch,
            resolver=self._resolver,
            contexts=self.contexts,
            now=self.now,
            lists=lambda: self._lists({}, self._resolver),
        )

    def check_bytes(
        self,
        data: bytes,
        *,
        source: str = "",
        staples: Mapping[str, Fetched] | None = None,
    ) -> Report:
        """Verify one file's bytes. `staples` are documents by URL that came along with it."""
        if not staples and data[:1] in b"{e" and data:
            report = self._familiar(data.strip(b" \t\r\n"), source)
            if report is not None:
                return report
        try:
            wrapped = reading.read(data)
        except UnreadableError as error:
            if error.code in _RAW_TROUBLE:
                return unreadable(source, error)
            broken = Check(
                Name.WELL_FORMED, Status.FAIL, str(error), "OB 3.0 section 5", Reason.MALFORMED
            )
            verdict, reason = decide([broken])
            return Report(source, verdict, reason, None, "", (broken,))
        return self.check(wrapped, source=source, staples=staples)

    def check(
        self,
        wrapped: Wrapped,
        *,
        source: str = "",
        staples: Mapping[str, Fetched] | None = None,
    ) -> Report:
        """Verify one credential that was read already."""
        if wrapped.version is Version.OB2:
            return self._older(wrapped, source)
        credential = wrapped.credential
        issuer = issuer_id(credential)
        known = self._known(issuer)
        staples = staples or {}
        # 1, 2
        formed, schema = form.well_formed(wrapped), form.follows_schema(wrapped)
        checks = [formed, schema]
        # 3, 4, 5
        secured, resolver = self._secured(wrapped, issuer, known, staples)
        checks += secured
        # 6
        checks.append(validity.check(credential, now=self.now))
        # 7
        status, as_of = self._lists(staples, resolver).check(credential, issuer)
        checks.append(status)
        # 8, 9, 10
        summary = summarise(credential)
        endorsed, left = self._endorsed(credential, issuer, secured)
        checks += [
            form.holder(credential, self._holders()),
            self._issuer_known(known, endorsed),
            form.evidence(credential, summary),
        ]
        self._recognition.learn(wrapped, formed, schema, secured)
        report = self._report((wrapped, source), checks, credential, known, as_of)
        if secured.proof.status is secured.issuer_key.status is Status.PASS:
            domain = self._domain(issuer, lambda: profile_of(credential))
            report = replace(report, domain=domain)
        if endorsed:
            report = replace(report, endorsements=endorsed, endorsements_left=left)
        return report.knowing(summary=summary, credential=credential)

    def _older(self, wrapped: Wrapped, source: str) -> Report:
        """Verify an Open Badge 1 or 2. Nobody signed what is stapled to it: it is left aside."""
        found = legacy.examine(
            wrapped,
            documents=self._documents,
            contexts=self.contexts,
            now=self.now,
            holders=self._holders(),
        )
        known = self._known(issuer_id(found.credential))
        summary = summarise(found.credential)
        checks = [
            *found.checks,
            self._issuer_known(known),
            form.evidence(found.credential, summary),
        ]
        return self._report((wrapped, source), checks, found.credential, known, found.as_of)

    def _report(
        self,
        given: tuple[Wrapped, str],
        checks: Sequence[Check],
        credential: dict[str, Any],
        known: Known,
        as_of: datetime | None,
    ) -> Report:
        wrapped, source = given
        verdict, reason = decide(checks, require_known_issuer=self.require_known_issuer)
        return Report(
            source=source,
            verdict=verdict,
            reason=reason,
            as_of=as_of,
            format=wrapped.format.value,
            checks=tuple(checks),
            issuer=known,
            secured=wrapped.raw.encode(),
        ).knowing(credential=credential)

    def _familiar(self, data: bytes, source: str) -> Report | None:
        """Verify a credential of a template that was met before; `None` if it is none."""
        found = self._recognition.examine(data, self._lists({}, self._resolver))
        if found is None:
            return None
        (known, is_known), holders = self._introduced(found.issuer), self._holders()
        checks = (
            *found.checks,
            form.holder(found.subject(), holders) if holders else form.NO_HOLDER,
            is_known,
            found.evidence,
        )
        verdict, reason = decide(checks, require_known_issuer=self.require_known_issuer)
        return Report(
            source=source,
            verdict=verdict,
            reason=reason,
            as_of=found.as_of,
            format=found.format,
            checks=checks,
            issuer=known,
            secured=data,
            domain=self._domain(found.issuer, found.profile),
            telling=found.telling,
        )

    def _holders(self) -> list[str]:
        return [name for name in (self.holder, *self.also) if name]

    def _secured(
        self, wrapped: Wrapped, issuer: str, known: Known, staples: Mapping[str, Fetched]
    ) -> tuple[Secured, Resolver]:
        def run(resolver: Resolver) -> Secured:
            return securing.check(
                wrapped, issuer, resolver=resolver, contexts=self.contexts, now=self.now
            )

        secured = run(self._resolver)
        pinned = self.registry.get(issuer) if self.registry and known.known else None
        if secured.issuer_key.status is not Status.UNKNOWN or not pinned or not pinned.keys:
            return secured, self._resolver
        if staples:
            # a stapled key document is believed only where the registry pins the same key
            resolver = Resolver(_only(staples))
            again = run(resolver)
            if again.keys and set(again.keys) <= set(pinned.keys):
                return again, resolver
        return securing.vouched(secured, pinned.keys, pinned.known_by), self._resolver

    def _lists(self, staples: Mapping[str, Fetched], resolver: Resolver) -> StatusLists:
        def make() -> StatusLists:
            return StatusLists(
                stapled.lookup(self.fetch, staples),
                resolver=resolver,
                contexts=self.contexts,
                now=self.now,
                clock=self.clock,
                memory=self.memory,
            )

        if staples or resolver is not self._resolver:
            return make()
        return self._status.setdefault(0, make())

    def endorsement(self, value: object, subject: str, of: Endorsed) -> Endorsement:
        """Check one endorsement (object or token) that is said to be of the thing with this id."""
        return self._endorsements.alone(value, subject, of)

    def _endorsed(
        self, credential: Mapping[str, Any], issuer: str, secured: Secured
    ) -> tuple[tuple[Endorsement, ...], int]:
        refused = Status.FAIL in {secured.proof.status, secured.issuer_key.status}
        if refused or not has_endorsements(credential):
            # a forger could have copied them from anywhere
            return endorsements.NONE
        return self._endorsements.of(credential, issuer, secured.keys)

    def _domain(self, issuer: str, profile: Callable[[], Mapping[str, Any]]) -> Domain | None:
        """Say whose domain a proven issuer is; ask for it only where that is wanted.

        `profile` returns what the credential says of its issuer, where somebody asks for it.
        """
        if not self.ask_domain or self.fetch is None:
            if issuer not in self._identified:
                self._identified[issuer] = domains.of_identifier(issuer, self._resolver)
            return self._identified[issuer]
        said = profile()
        page = said.get("url")
        key = issuer, page if isinstance(page, str) else ""
        if key not in self._domains:
            self._domains[key] = domains.asked(issuer, said, self._resolver, self._linkage)
        return self._domains[key]

    def _introduced(self, issuer: str) -> tuple[Known, Check]:
        """Return what the lists say of an issuer, worked out once for as long as they are these."""
        told = self._told.get(issuer)
        if told is None or told[0] is not self.registry:
            known = self._known(issuer)
            told = self._told[issuer] = self.registry, (known, self._issuer_known(known))
        return told[1]

    def _known(self, issuer: str) -> Known:
        if self.registry is None:
            return NOT_ASKED
        entry = self.registry.get(issuer)
        if entry is not None:
            return Known(known=True, known_by=entry.known_by, vouchers=entry.vouched)
        if self.registry.lapsed:
            return Known(lapsed="; ".join(self.registry.lapsed))
        return _NOT_KNOWN

    def _issuer_known(self, known: Known, endorsed: Sequence[Endorsement] = ()) -> Check:
        if known.known:
            by = f" by {known.known_by}" if known.known_by else ""
            return Check(Name.ISSUER_KNOWN, Status.PASS, f"the issuer is known{by}")
        if known.known is None and not known.lapsed:
            return _NO_LIST
        said = known.lapsed or _NOT_IN_LISTS
        status = Status.UNKNOWN if known.lapsed else Status.FAIL
        for one in endorsed:
            if one.counts:
                who = one.endorser_name or one.endorser_id
                said = f"{said}; {who}, whom your lists know, endorses the {one.of.value}"
                break
        return Check(Name.ISSUER_KNOWN, status, said, reason=Reason.ISSUER_UNKNOWN)


_NOT_KNOWN = Known(known=False)
_NOT_IN_LISTS = "the issuer is not in the lists you trust, which does not make it a fraud"
_NO_LIST = Check(
    Name.ISSUER_KNOWN,
    Status.UNKNOWN,
    "no list of known issuers was given",
    reason=Reason.ISSUER_UNKNOWN,
)


def verify_bytes(
    data: bytes,
    *,
    now: datetime,
    source: str = "",
    fetch: Fetch | None = None,
    contexts: Contexts | None = None,
    registry: Registry | None = None,
    holder: str = "",
    require_known_issuer: bool = False,
    staples: Mapping[str, Fetched] | None = None,
) -> Report:
    """Verify one badge of any wrapping (JSON, token, baked PNG or SVG). See the steps above.

    Never raises for what the bytes hold: that is what the report says.
    """
    verifier = Verifier(
        now=now,
        fetch=fetch,
        contexts=contexts or bundled(),
        registry=registry,
        holder=holder,
        require_known_issuer=require_known_issuer,
    )
    return verifier.check_bytes(data, source=source, staples=staples)


def _only(staples: Mapping[str, Fetched]) -> Fetch:
    def fetch(url: str) -> Fetched:
        if url not in staples:
            raise UnavailableError(f"{url} did not come along", code="offline")
        return staples[url]

    return fetch
