"""Who is behind a credential, in plain words: who knows the issuer, its domain, who endorses.

Only what is proven is said: of an issuer who may not have signed at all, nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from skillmark.badges.endorsement import Endorsed
from skillmark.server.verify import details, names, wording
from skillmark.server.verify.wording import Words
from skillmark.trust.outcome import Status
from skillmark.verify.checks import Reason, Verdict
from skillmark.verify.domain import Domain
from skillmark.verify.endorsements import Endorsement
from skillmark.verify.report import Report


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is known of the issuer, and how much it weighs."""

    look: str
    """`pass`: somebody whom the reader's lists know says so; `told`; `unsure`; `fail`."""
    words: Words
    detail: Words = ""
    language: str = ""
    """Language of the detail, where it is not the reader's."""


@dataclass(frozen=True, slots=True)
class Introduction:
    """What a page says of who the issuer is."""

    lines: tuple[Line, ...]
    unknown: bool
    """Whether the signature is good, and nobody in the reader's lists vouches for the issuer."""
    query: str
    """Hands issuer and name over to the pages on which somebody vouches."""


def introduce(report: Report) -> Introduction | None:
    """Return what is known of the issuer; `None` where it is not proven that it signed."""
    said = report.summary
    if said is None or not wording.issuer_proven(report):
        return None
    lines = [*_known(report), *_domain(report.domain)]
    lines += [_endorsement(one) for one in report.endorsements]
    if report.endorsements_left:
        number = report.endorsements_left
        more = ngettext(
            "%(number)s more endorsement was not looked at.",
            "%(number)s more endorsements were not looked at.",
            number,
        )
        lines.append(Line("unsure", more % {"number": number}))
    good = report.verdict is Verdict.VALID or report.reason is Reason.ISSUER_UNKNOWN
    return Introduction(
        tuple(lines),
        unknown=good and not report.issuer.known,
        query=urlencode({"id": said.issuer_id, "name": names.plain(said.issuer_name)[:200]}),
    )


def _known(report: Report) -> list[Line]:
    found = []
    for one in report.issuer.vouchers:
        if one.known_by == settings.SITE.host:
            found.append(Line("pass", _("It awards on this site.")))
            continue
        words = _("%(by)s knows it.") % {"by": one.known_by or _("The owner of this site")}
        detail = ""
        if one.signed_by:
            detail = _("In the list “%(list)s”, signed by %(keeper)s.") % {
                "list": one.registry,
                "keeper": names.domain(one.signed_by),
            }
        elif one.registry and one.registry != one.known_by:
            detail = _("In the list “%(list)s”.") % {"list": one.registry}
        found.append(Line("pass", words, detail))
    if report.issuer.lapsed:
        detail, language = details.said(report.issuer.lapsed)
        words = _("A list that might know it cannot be used.")
        found.append(Line("unsure", words, detail, language))
    return found


def _domain(domain: Domain | None) -> list[Line]:
    if domain is None:
        return []
    named = {"domain": domain.name}
    if domain.controls:
        moment = f"{domain.as_of:%Y-%m-%d %H:%M} UTC" if domain.as_of else ""
        detail = _("As of %(moment)s. Whoever runs a domain can call itself anything.") % {
            "moment": moment
        }
        return [Line("told", _("It controls the domain %(domain)s.") % named, detail)]
    if domain.how == "page":
        words = _("Its address is a page of %(domain)s, which may have many users.") % named
        return [Line("told", words)]
    detail, language = details.said(domain.detail)
    if domain.controls is False:
        words = _("The domain %(domain)s does not confirm that it belongs to this issuer.") % named
        return [Line("fail", words, detail, language)]
    words = _("Whether the domain %(domain)s belongs to it could not be told.") % named
    return [Line("unsure", words, detail, language)]


def _endorsement(one: Endorsement) -> Line:
    name = names.plain(one.endorser_name) or names.domain(one.endorser_id) or _("Somebody")
    who = {"who": name}
    if one.status is not Status.PASS:
        detail, language = details.said(one.detail)
        if one.status is Status.FAIL:
            words = _("An endorsement by %(who)s does not count.") % who
            return Line("fail", words, detail, language)
        words = _("Whether %(who)s endorses it could not be told.") % who
        return Line("unsure", words, detail, language)
    words = {
        Endorsed.ISSUER: _("%(who)s endorses the issuer."),
        Endorsed.ACHIEVEMENT: _("%(who)s endorses the achievement."),
        Endorsed.CREDENTIAL: _("%(who)s endorses this badge."),
    }[one.of] % who
    comment = _("“%(words)s”") % {"words": one.comment} + " " if one.comment else ""
    if one.counts:
        detail = _("Your lists know who endorses (%(domain)s).") % {
            "domain": names.domain(one.endorser_id)
        }
        return Line("pass", words, comment + detail)
    detail = _("Who endorses is in none of your lists either (%(domain)s).") % {
        "domain": names.domain(one.endorser_id)
    }
    return Line("told", words, comment + detail)
