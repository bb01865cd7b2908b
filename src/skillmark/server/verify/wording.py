"""Verdicts, reasons and checks in plain words."""

from __future__ import annotations

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from skillmark.trust.outcome import Status
from skillmark.verify.checks import Check, Name, Reason, Verdict
from skillmark.verify.glance import Answer
from skillmark.verify.hosted import SPEC as HOSTED_SPEC
from skillmark.verify.report import Report

Words = str | Promise

CHECKS: dict[Name, Words] = {
    Name.WELL_FORMED: _("It is a complete credential"),
    Name.SCHEMA: _("It follows the standard's schema"),
    Name.CONTEXT: _("Its words mean what the standard says"),
    Name.PROOF: _("It was signed, and nobody has altered it since"),
    Name.ISSUER_KEY: _("The issuer stands by the key that signed"),
    Name.VALIDITY: _("It is valid at this time"),
    Name.STATUS: _("The issuer has not taken it back"),
    Name.HOLDER: _("It belongs to the person you asked about"),
    Name.ISSUER_KNOWN: _("The issuer is in a list of known issuers"),
    Name.EVIDENCE: _("What speaks for the claim"),
}

VERDICTS: dict[Verdict, Words] = {
    Verdict.VALID: _("Valid"),
    Verdict.INVALID: _("Invalid"),
    Verdict.UNKNOWN: _("Could not check"),
}

SHORT: dict[Reason, Words] = {
    Reason.FORGED: _("Altered or forged"),
    Reason.MALFORMED: _("Not a sound credential"),
    Reason.EXPIRED: _("Expired"),
    Reason.NOT_YET_VALID: _("Not valid yet"),
    Reason.REVOKED: _("Revoked"),
    Reason.SUSPENDED: _("Suspended"),
    Reason.WRONG_HOLDER: _("Issued to somebody else"),
    Reason.ISSUER_KEY: _("Issuer's key not confirmed"),
    Reason.ISSUER_UNKNOWN: _("Issuer not in your lists"),
    Reason.STATUS_UNAVAILABLE: _("Status not available"),
    Reason.UNSUPPORTED: _("Kind not checked here"),
    Reason.UNREADABLE: _("Not readable"),
}
"""Reasons in two or three words, for tables and their filters."""

AUTHENTIC: dict[Answer, Words] = {
    Answer.YES: _("Yes"),
    Answer.NO: _("No"),
    Answer.UNKNOWN: _("Could not check"),
    Answer.CLAIMED: _("Not proven"),
    Answer.NOT_ASKED: _("Not asked"),
}
RIGHT_PERSON: dict[Answer, Words] = {
    **AUTHENTIC,
    Answer.NO: _("Somebody else"),
    Answer.CLAIMED: _("Claimed, not proven"),
}
CURRENT: dict[Answer, Words] = {**AUTHENTIC, Answer.CLAIMED: _("Claimed, not proven")}
SAME_NAME = _("The same name, which proves nothing")
OTHER_NAME = _("Another name than in your list")

HOSTED: dict[Name, Words] = {
    Name.PROOF: _("It is what its own address serves"),
    Name.ISSUER_KEY: _("The issuer stands by that address"),
}
"""What two checks are about where nothing is signed (Open Badges 1 and 2)."""

INVALID: dict[Reason, Words] = {
    Reason.FORGED: _(
        "Altered after it was signed, or never signed by this issuer. Do not rely on it."
    ),
    Reason.MALFORMED: _("It is not a sound credential: something in it is missing or wrong."),
    Reason.EXPIRED: _("It was genuine, and its time is over."),
    Reason.NOT_YET_VALID: _("Its time has not begun yet."),
    Reason.REVOKED: _("The issuer has revoked it."),
    Reason.SUSPENDED: _("The issuer has suspended it for now."),
    Reason.WRONG_HOLDER: _("It is genuine, but it was issued to somebody else."),
    Reason.ISSUER_KEY: _(
        "The issuer that it names does not stand by the key or address behind it."
    ),
    Reason.ISSUER_UNKNOWN: _("Its issuer is not in the lists you trust."),
    Reason.STATUS_UNAVAILABLE: _("Whether it was taken back does not fit what the issuer says."),
    Reason.UNSUPPORTED: _("It uses something that cannot be accepted."),
    Reason.UNREADABLE: _("This cannot be read as a credential."),
}

UNKNOWN: dict[Reason, Words] = {
    Reason.STATUS_UNAVAILABLE: _(
        "Nobody could say whether it is still in force: the issuer's list did not answer."
    ),
    Reason.ISSUER_KEY: _("The issuer could not be asked, so nothing is proven."),
    Reason.UNSUPPORTED: _("It is of a kind that is not checked here."),
    Reason.UNREADABLE: _("There is no credential in this that could be read."),
}
_NEITHER = _("It could not be checked to the end.")


def reason(report: Report) -> Words:
    """Return what the verdict comes down to, in one sentence."""
    if report.verdict is Verdict.VALID:
        return _("Authentic, unaltered and in force.")
    table = INVALID if report.verdict is Verdict.INVALID else UNKNOWN
    return table.get(report.reason, _NEITHER) if report.reason else _NEITHER


def not_current(report: Report) -> Words:
    """Say why a credential is not current, in one word."""
    found = {
        check.reason
        for check in report.checks
        if check.name in {Name.VALIDITY, Name.STATUS} and check.status is Status.FAIL
    }
    order = (Reason.REVOKED, Reason.SUSPENDED, Reason.EXPIRED, Reason.NOT_YET_VALID)
    return next((SHORT[reason] for reason in order if reason in found), "")


def remedy(report: Report) -> Words:
    """Return what the visitor can do next; empty where nothing helps."""
    match report.verdict, report.reason:
        case Verdict.UNKNOWN, Reason.STATUS_UNAVAILABLE | Reason.ISSUER_KEY:
            return _("Try again later, or ask the issuer.")
        case _, Reason.UNREADABLE | Reason.MALFORMED:
            return _(
                "Ask the holder for the file as it was issued; messengers and editors strip badges."
            )
        case _, Reason.SUSPENDED | Reason.REVOKED | Reason.EXPIRED:
            return _("Ask the holder whether there is a newer one.")
        case _, Reason.WRONG_HOLDER:
            return _("Check the e-mail address, or ask which address the badge was issued to.")
    return ""


def title(check: Check, *, hosted: bool) -> Words:
    """Return what a check is about."""
    own = HOSTED.get(check.name) if hosted else None
    return own or CHECKS.get(check.name, check.name.value)


def is_hosted(report: Report) -> bool:
    """Say whether the credential is proven by where it lies rather than by a signature."""
    check = report.check(Name.PROOF)
    return check is not None and check.spec == HOSTED_SPEC


def label(check: Check) -> Words:
    """Return what stands beside a check that only informs, where it did not pass."""
    if check.name is Name.ISSUER_KNOWN and check.status is not Status.PASS:
        return _("Not in your lists")
    if check.name is Name.EVIDENCE and check.status in {Status.FAIL, Status.UNKNOWN}:
        return _("Weigh this")
    return ""


def issuer_proven(report: Report) -> bool:
    """Say whether it is proven that this issuer signed; else its name is only a claim."""
    found = [report.check(name) for name in (Name.PROOF, Name.ISSUER_KEY)]
    return all(check is not None and check.status is Status.PASS for check in found)


def issuer_note(report: Report, *, short: bool = False) -> Words:
    """Say kindly whether the issuer is known. Unknown is not the same as suspicious."""
    if report.summary is None:
        return ""
    if not issuer_proven(report):
        return _("Named in it, not proven")
    if report.issuer.known:
        if report.issuer.known_by == settings.SITE.host:
            return _("Known: it awards on this site")
        if report.issuer.known_by:
            return _("Known by %(by)s") % {"by": report.issuer.known_by}
        return _("In the lists you trust")
    if short:
        return _("Not in your lists")
    if report.verdict is Verdict.VALID:
        return _("Authentic, issuer not in the lists you trust")
    return _("Not in the lists you trust")
