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
10. `evidence`: what speaks for the claim, and whether it rests on people's responses.

Open Badges 1 and 2 are no verifiable credentials: their own steps are in `legacy`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache, partial
from typing import Any

from skillmark.badges import credibility as believing
from skillmark.badges import european, reading, schema
from skillmark.badges.identity import belongs_to
from skillmark.badges.levels import as_list, first
from skillmark.badges.reading import Version, Wrapped
from skillmark.badges.summary import Summary, summarise
from skillmark.nouns.errors import InputError, UnavailableError, UnreadableError
from skillmark.trust import jwt_time
from skillmark.trust.compiled.secured import Filled
from skillmark.trust.contexts import Contexts, bundled
from skillmark.trust.fetched import Fetch, Fetched
from skillmark.trust.integrity import SKEW
from skillmark.trust.outcome import Status
from skillmark.trust.resolve import Resolver, VerificationMethod
from skillmark.verify import data_model, legacy, securing, stapled, validity
from skillmark.verify.checks import Check, Name, Reason, decide
from skillmark.verify.documents import Documents
from skillmark.verify.familiar import Familiar, Told
from skillmark.verify.registry import Registry
from skillmark.verify.report import NOT_ASKED, Known, Report, unreadable
from skillmark.verify.securing import Secured
from skillmark.verify.shelf import Shelf
from skillmark.verify.status import StatusLists, issuer_id

_RAW_TROUBLE = frozenset(("unreadable", "not_json", "too_large"))
"""Codes of bytes that are nothing; other bytes that cannot be read are malformed credentials."""


@dataclass(frozen=True, slots=True)
class _Key:
    """A key that an issuer stands by."""

    method: VerificationMethod
    check: Check


@dataclass
class Verifier:
    """What one verification, or a batch of them, is done against.

    Without `fetch` it is offline. What was fetched is kept for the batch, so make a new one for
    another moment. Not safe to share between threads.
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
    _resolver: Resolver = field(init=False, repr=False)
    _shelf: Shelf = field(init=False, repr=False)
    _keys: dict[tuple[str, str], _Key | None] = field(init=False, repr=False, default_factory=dict)
    _documents: Documents = field(init=False, repr=False)
    _status: dict[int, StatusLists] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._resolver = Resolver(self.fetch)
        self._shelf = shelf_of(self.contexts)
        self._documents = Documents(self.fetch)

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
        checks = [_well_formed(wrapped), _schema(wrapped)]
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
        checks += [
            _holder(credential, self._holders()),
            self._issuer_known(known),
            _evidence(credential, summary),
        ]
        if secured.alone and all(check.status is not Status.FAIL for check in checks[:2]):
            form, schema_, context, proof, key = checks[:5]
            if {context.status, proof.status, key.status} == {Status.PASS}:
                self._shelf.consider(wrapped, (form, schema_, context, proof))
        report = self._report((wrapped, source), checks, credential, known, as_of)
        return report.knowing(summary=summary)

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
        checks = [*found.checks, self._issuer_known(known), _evidence(found.credential, summary)]
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
        """Verify a credential of a template that was met before; `None` if it is none, or unusual.

        The same ten checks: 1 to 3 hold for the template, the others are done here.
        """
        met = self._shelf.match(data)
        if met is None:
            return None
        familiar, given = met
        signed = familiar.signed(given, data)
        if signed is None or (signed.at is not None and signed.at > self.now + SKEW):
            return None
        said = familiar.says(given)
        if signed.claims is not None and jwt_time.objection(
            signed.claims, said, now=self.now, skew=SKEW
        ):
            return None
        issuer = issuer_id(said)
        key = self._key(issuer, signed.key_url)
        if (
            key is None
            or key.method.public.algorithm not in familiar.algorithms
            or not key.method.usable_at(signed.at)
            or not key.method.public.verifies(signed.data, signed.signature)
        ):
            return None
        status, as_of = self._lists({}, self._resolver).check(said, issuer)
        content = familiar.key(given)
        told = familiar.told.get(content)
        if told is None:
            credential = familiar.credential(data)
            summary = summarise(credential)
            told = Told(summary, _evidence(credential, summary))
            familiar.remember(content, told)
        known = self._known(issuer)
        form, schema_, context, proof = familiar.checks
        checks = (
            form,
            schema_,
            context,
            proof,
            key.check,
            validity.check(said, now=self.now),
            status,
            self._familiar_holder(familiar, given),
            self._issuer_known(known),
            told.evidence,
        )
        verdict, reason = decide(checks, require_known_issuer=self.require_known_issuer)
        return Report(
            source=source,
            verdict=verdict,
            reason=reason,
            as_of=as_of,
            format="jwt" if familiar.header else "json",
            checks=checks,
            issuer=known,
            secured=data,
            telling=partial(familiar.summary, given, told),
        )

    def _familiar_holder(self, familiar: Familiar, given: Filled) -> Check:
        holders = self._holders()
        if not holders:
            return _NO_HOLDER
        return _holder({"credentialSubject": familiar.whose(given)}, holders)

    def _key(self, issuer: str, url: str) -> _Key | None:
        """Return the key under `url` if `issuer` lists it for assertions, looking it up once."""
        if (issuer, url) not in self._keys:
            self._keys[issuer, url] = None
            found = securing.stands_by(issuer, url, self._resolver)
            if found is not None:
                method, check = found
                self._keys[issuer, url] = _Key(method, check)
        return self._keys[issuer, url]

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
            )

        if staples or resolver is not self._resolver:
            return make()
        return self._status.setdefault(0, make())

    def _known(self, issuer: str) -> Known:
        if self.registry is None:
            return NOT_ASKED
        entry = self.registry.get(issuer)
        return Known(known=entry is not None, known_by=entry.known_by if entry else "")

    def _issuer_known(self, known: Known) -> Check:
        if known.known is None:
            return _NO_LIST
        if known.known:
            by = f" by {known.known_by}" if known.known_by else ""
            return Check(Name.ISSUER_KNOWN, Status.PASS, f"the issuer is known{by}")
        return Check(
            Name.ISSUER_KNOWN,
            Status.FAIL,
            "the issuer is not in the lists you trust, which does not make it a fraud",
            reason=Reason.ISSUER_UNKNOWN,
        )


_NO_HOLDER = Check(
    Name.HOLDER, Status.NOT_APPLICABLE, "no holder was asked for", "OB 3.0 section B.1.8"
)


_NO_LIST = Check(
    Name.ISSUER_KNOWN,
    Status.UNKNOWN,
    "no list of known issuers was given",
    reason=Reason.ISSUER_UNKNOWN,
)


@lru_cache(maxsize=8)
def shelf_of(contexts: Contexts) -> Shelf:
    """Return the templates that this process has met under these contexts."""
    return Shelf(contexts)


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


def _well_formed(wrapped: Wrapped) -> Check:
    spec = "VC-DATA-MODEL 2.0 section 4"
    problems = data_model.problems(wrapped.credential)
    if problems:
        return Check(Name.WELL_FORMED, Status.FAIL, "; ".join(problems), spec, Reason.MALFORMED)
    return Check(Name.WELL_FORMED, Status.PASS, "it is a verifiable credential", spec)


def _schema(wrapped: Wrapped) -> Check:
    spec = "OB 3.0 appendix B; VC-DATA-MODEL 2.0 section 4.11"
    if wrapped.version is not Version.OB3:
        return Check(Name.SCHEMA, Status.NOT_APPLICABLE, "it is no Open Badge 3.0", spec)
    if "https://www.w3.org/2018/credentials/v1" in _contexts(wrapped.credential):
        return Check(
            Name.SCHEMA, Status.NOT_APPLICABLE, "an Open Badge 3.0 on VC Data Model 1.1", spec
        )
    found = schema.errors(wrapped.credential)
    if found:
        return Check(Name.SCHEMA, Status.FAIL, "; ".join(found), spec, Reason.MALFORMED)
    return Check(Name.SCHEMA, Status.PASS, "it follows the Open Badges 3.0 schema", spec)


def _contexts(credential: Mapping[str, Any]) -> list[object]:
    found = credential.get("@context")
    return found if isinstance(found, list) else [found]


def _holder(credential: Mapping[str, Any], holders: Sequence[str]) -> Check:
    spec = "OB 3.0 section B.1.8"
    if not holders:
        return _NO_HOLDER
    subject = first(credential.get("credentialSubject"))
    if any(belongs_to(subject, holder) for holder in holders):
        return Check(Name.HOLDER, Status.PASS, "it was issued to this holder", spec)
    return Check(
        Name.HOLDER,
        Status.FAIL,
        f"it was not issued to {holders[0]}",
        spec,
        Reason.WRONG_HOLDER,
    )


def _evidence(credential: Mapping[str, Any], summary: Summary) -> Check:
    """Never decides: it says what a person should weigh."""
    spec = "OB 3.0 section B.1.6"
    try:
        bundle = believing.read(credential)
        european.read(credential)
    except InputError as error:
        return Check(Name.EVIDENCE, Status.FAIL, str(error), spec, Reason.MALFORMED)
    if summary.caution:
        return Check(Name.EVIDENCE, Status.UNKNOWN, summary.caution, spec)
    if bundle is not None:
        return Check(Name.EVIDENCE, Status.PASS, believing.sentence(bundle), spec)
    pieces = len(as_list(credential.get("evidence")))
    if pieces:
        return Check(Name.EVIDENCE, Status.PASS, f"{pieces} pieces are named, not opened", spec)
    return Check(Name.EVIDENCE, Status.NOT_APPLICABLE, "it names no evidence", spec)


def _only(staples: Mapping[str, Fetched]) -> Fetch:
    def fetch(url: str) -> Fetched:
        if url not in staples:
            raise UnavailableError(f"{url} did not come along", code="offline")
        return staples[url]

    return fetch
