"""What a check says, in the reader's language.

Rooms below the edges speak English. Their sentences are recognised here by the templates below and
said again in another language; a sentence that is not among them stays English, and is marked as
English for screen readers.
"""

from __future__ import annotations

import re
from functools import cache

from django.utils.translation import get_language, gettext, gettext_noop

from skillmark.verify.checks import Check

TEMPLATES = (
    # what was given
    gettext_noop("it is a verifiable credential"),
    gettext_noop("its type is not VerifiableCredential"),
    gettext_noop("it names no issuer"),
    gettext_noop("it has no credentialSubject"),
    gettext_noop("it has no @context"),
    gettext_noop("its id is no text"),
    gettext_noop("the file is empty"),
    gettext_noop("the image holds no text"),
    gettext_noop("this image holds no credential"),
    gettext_noop("this is a web page or XML document, not a badge"),
    gettext_noop("neither JSON nor a token nor a PNG or SVG image"),
    gettext_noop("neither JSON nor a complete token (header.payload.signature)"),
    gettext_noop("not one JSON object"),
    gettext_noop("not JSON: %(reason)s"),
    gettext_noop("not JSON that can be read"),
    gettext_noop("the key %(name)s stands twice in one object"),
    gettext_noop("this page links to no credential"),
    gettext_noop("this line names no link"),
    gettext_noop("%(text)s is no web link"),
    gettext_noop("no line of this table names a link"),
    gettext_noop("an archive inside an archive is not opened"),
    gettext_noop("not an archive that can be read: %(reason)s"),
    gettext_noop("this is an Open Badge 2.0, which is not verified yet"),
    # schema and context
    gettext_noop("it follows the Open Badges 3.0 schema"),
    gettext_noop("it is no Open Badge 3.0"),
    gettext_noop("an Open Badge 3.0 on VC Data Model 1.1"),
    gettext_noop("all contexts are pinned, nothing is lost"),
    gettext_noop("the context %(url)s is not pinned and is not fetched"),
    gettext_noop("a context written into the document itself is not accepted"),
    # proof and key
    gettext_noop("the signature fits"),
    gettext_noop("the signature does not fit: document, proof or key was changed"),
    gettext_noop("the signature does not fit: payload, header or key was changed"),
    gettext_noop("the document carries no proof"),
    gettext_noop("the set of proofs is empty"),
    gettext_noop("the proof has no %(name)s"),
    gettext_noop("the proof expired on %(day)s"),
    gettext_noop("the proof is dated %(day)s"),
    gettext_noop("the key had been retired when this was signed"),
    gettext_noop("proofs of type %(name)s are not supported"),
    gettext_noop("the cryptosuite %(name)s is not supported"),
    gettext_noop("alg %(name)s is not supported"),
    gettext_noop("alg %(name)s proves nothing about an issuer"),
    gettext_noop("SD-JWT is not read yet"),
    gettext_noop("nobody's key signed this"),
    gettext_noop("the credential names no issuer"),
    gettext_noop("%(issuer)s lists the key under %(purpose)s"),
    gettext_noop("%(issuer)s does not list %(key)s under %(purpose)s"),
    gettext_noop("%(issuer)s lists another key under %(key)s than the one that signed"),
    gettext_noop("the document of %(issuer)s lists no key %(key)s"),
    gettext_noop("the document at %(url)s is that of %(issuer)s"),
    gettext_noop("the keys of %(issuer)s cannot be looked up offline"),
    # validity and status
    gettext_noop("within its period of validity"),
    gettext_noop("valid without end"),
    gettext_noop("expired on %(day)s"),
    gettext_noop("valid only from %(day)s"),
    gettext_noop("valid from %(day)s, minutes ahead: taken as a skewed clock"),
    gettext_noop("it ends before it begins"),
    gettext_noop("%(text)s is not a date and time"),
    gettext_noop("%(text)s names no time zone"),
    gettext_noop("it cannot be revoked"),
    gettext_noop("revoked"),
    gettext_noop("suspended"),
    gettext_noop("the revocation bit is not set"),
    gettext_noop("the suspension bit is not set"),
    gettext_noop("the %(name)s bit is not set"),
    gettext_noop("its status is no entry"),
    gettext_noop("a status of type %(name)s is not read"),
    gettext_noop("the status entry names no list"),
    gettext_noop("the status list is signed by %(issuer)s"),
    gettext_noop("the status list is not believed: %(rest)s"),
    gettext_noop("it was suspended; %(rest)s"),
    gettext_noop("valid as of %(day)s; %(rest)s"),
    gettext_noop("this copy of the list is from %(day)s"),
    gettext_noop("the list was valid until %(day)s"),
    gettext_noop("the list is valid from %(day)s"),
    gettext_noop("the list does not say how long it may be used"),
    # holder, issuer, evidence
    gettext_noop("no holder was asked for"),
    gettext_noop("it was issued to this holder"),
    gettext_noop("it was not issued to %(holder)s"),
    gettext_noop("no list of known issuers was given"),
    gettext_noop("the issuer is known by %(by)s"),
    gettext_noop("the issuer is known"),
    gettext_noop("the issuer is not in the lists you trust, which does not make it a fraud"),
    gettext_noop("the list %(list)s expired on %(day)s"),
    gettext_noop("the list %(list)s is not used: %(rest)s"),
    gettext_noop("the list %(list)s does not hold: %(rest)s"),
    gettext_noop("the list %(list)s was taken back by its keeper (%(rest)s)"),
    gettext_noop("the list %(list)s may have been taken back: %(rest)s"),
    gettext_noop("its signature does not hold: %(rest)s"),
    gettext_noop("its signature could not be checked: %(rest)s"),
    gettext_noop("it is signed by %(keeper)s, whom you have not pinned"),
    gettext_noop("%(who)s, whom your lists know, endorses the issuer"),
    gettext_noop("%(who)s, whom your lists know, endorses the achievement"),
    gettext_noop("%(who)s, whom your lists know, endorses the credential"),
    # domain and endorsements
    gettext_noop("%(domain)s names this issuer as its own"),
    gettext_noop("%(domain)s does not name this issuer as its own"),
    gettext_noop("%(domain)s does not say which issuers are its own: %(rest)s"),
    gettext_noop("what %(domain)s says of its issuers cannot be read: %(rest)s"),
    gettext_noop("what %(domain)s says of this issuer does not hold: %(rest)s"),
    gettext_noop("whether %(domain)s names this issuer is not known: %(rest)s"),
    gettext_noop("it is for another origin than %(origin)s"),
    gettext_noop("the answer comes from %(origin)s"),
    gettext_noop("more than %(number)s bytes of JSON"),
    gettext_noop("another than its subject issued it"),
    gettext_noop("it has no %(name)s"),
    gettext_noop("it is no endorsement"),
    gettext_noop("it is neither an object nor a token"),
    gettext_noop("it endorses something else than what it stands in"),
    gettext_noop("the issuer endorses itself, which says nothing"),
    gettext_noop("the issuer's own key signed it, which says nothing"),
    gettext_noop("it cannot be asked offline"),
    gettext_noop("it names no evidence"),
    gettext_noop("%(number)s pieces are named, not opened"),
    gettext_noop("The figures rest on the responses of %(number)s people."),
    gettext_noop(
        "no field data: the figures come from a simulation of %(number)s test takers; no person's "
        "responses stand behind them."
    ),
    gettext_noop("no field data: nobody has sat this assessment yet."),
    gettext_noop("The figures rest on the responses of %(number)s people. %(rest)s"),
    gettext_noop(
        "no field data: the figures come from a simulation of %(number)s test takers; no person's "
        "responses stand behind them. %(rest)s"
    ),
    gettext_noop(
        "Of 100 people who pass, about %(value)s are truly above the cut (%(low)s to %(high)s)."
    ),
    # asking
    gettext_noop("%(url)s is not reachable"),
    gettext_noop("not reachable: %(reason)s"),
    gettext_noop("no whole answer within %(number)s seconds"),
    gettext_noop("no secure connection: %(reason)s"),
    gettext_noop("the server answered %(number)s"),
    gettext_noop("this site answered %(number)s"),
    gettext_noop("the answer is larger than %(number)s bytes"),
    gettext_noop("only https is fetched"),
    gettext_noop("%(url)s is not fetched"),
    gettext_noop("%(url)s is not a URL that can be fetched"),
    gettext_noop("the address %(address)s is not public, so it is not connected to"),
    gettext_noop("there was no time left to ask"),
    gettext_noop("its server did not answer for others"),
    gettext_noop("a link cannot be followed offline"),
    # what to do
    gettext_noop("give the file as issued"),
    gettext_noop("give the file as issued, unshortened"),
    gettext_noop("give one credential a file"),
    gettext_noop("give the link to the credential itself"),
    gettext_noop("use the image as it was issued; editors and messengers strip the credential"),
    gettext_noop("write it with https://"),
    gettext_noop("ask for it"),
    gettext_noop("one column holds the links"),
    gettext_noop("use https"),
    gettext_noop("use https, without user name and password"),
    gettext_noop("check the link"),
    gettext_noop("check fewer at a time"),
    gettext_noop("try again later"),
    gettext_noop("check again with a connection"),
    gettext_noop("publish the document on a public server, or allow its origin in the settings"),
)
"""Sentences of the rooms below, with places for what changes; `rest` is a sentence of its own."""
_PLACE = re.compile(r"%\((\w+)\)s")
_WHERE = re.compile(r"(\S+|.+\.\w{1,5}(?::\S+)?|line \d+ column \d+|.+ \d+): (.+)", re.DOTALL)
_REMEDY = re.compile(r"(.+) \((.+)\)", re.DOTALL)
DEEPEST = 6
LONGEST = 4_000


def of(check: Check) -> tuple[str, str]:
    """Return what a check says and, where that is not the reader's language, its language tag."""
    return said(check.detail)


def said(sentence: str) -> tuple[str, str]:
    """Return a sentence of the rooms below and, where it stays English, its language tag."""
    language = get_language() or "en"
    if language.startswith("en") or not sentence:
        return sentence, ""
    found = translated(sentence)
    return (sentence, "en") if found is None else (found, "")


def translated(sentence: str, depth: int = 0) -> str | None:
    """Say a sentence of the rooms below in the reader's language; `None` where none is known.

    A place before it (`file: sentence`), a remedy after it (`sentence (remedy)`) and several in a
    row (`sentence; sentence`) are taken apart.
    """
    if depth > DEEPEST or len(sentence) > LONGEST:
        return None
    if "; " in sentence:
        parts = [translated(part, depth + 1) for part in sentence.split("; ")]
        if None not in parts:
            return "; ".join(part for part in parts if part)
    for pattern, template in _patterns():
        if found := pattern.fullmatch(sentence):
            said = dict(found.groupdict())
            if "rest" in said:
                rest = translated(said["rest"], depth + 1)
                if rest is None:
                    return None
                said["rest"] = rest
            return gettext(template) % said if said else gettext(template)
    if found := _REMEDY.fullmatch(sentence):
        parts = [translated(part, depth + 1) for part in found.groups()]
        if None not in parts:
            return f"{parts[0]} ({parts[1]})"
    if found := _WHERE.fullmatch(sentence):
        rest = translated(found[2], depth + 1)
        if rest is not None:
            return f"{found[1]}: {rest}"
    return None


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """Return a pattern for every template; sentences without places come first."""
    made = []
    for template in sorted(TEMPLATES, key=lambda one: len(_PLACE.findall(one))):
        pieces = _PLACE.split(template)
        # every second piece is the name of a place; what strangers wrote may hold line feeds
        pattern = "".join(
            f"(?P<{piece}>.+?)" if number % 2 else re.escape(piece)
            for number, piece in enumerate(pieces)
        )
        made.append((re.compile(pattern, re.DOTALL), template))
    return made
