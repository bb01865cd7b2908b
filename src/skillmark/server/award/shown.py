"""What everybody with the link sees: an award's page, its files, the issuer and status lists."""

from __future__ import annotations

import uuid
from urllib.parse import urlsplit

import orjson
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from skillmark.badges import baking
from skillmark.badges.summary import summarise
from skillmark.render import badge_image, certificate, qr
from skillmark.server.addresses import base_of
from skillmark.server.award import services
from skillmark.server.award.keyring import keys
from skillmark.server.award.models import AwardRecord
from skillmark.server.award.transparency import log, tiles
from skillmark.server.front.files import SANDBOX, download, svg
from skillmark.server.people.actions import Action
from skillmark.server.people.limits import limit
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.people.permissions import allowed, may, public
from skillmark.server.verify import services as verifying
from skillmark.server.verify import shown as reports

JSON_TYPES = ("application/vc", "application/ld+json", "application/json")
TOKEN_TYPES = ("application/vc+jwt", "application/jwt")


def _award(request: HttpRequest, pk: uuid.UUID) -> AwardRecord:
    rows = AwardRecord.objects.select_related("organisation", "batch", "achievement")
    row = get_object_or_404(rows, pk=pk)
    mine = row.account_id is not None and row.account_id == request.user.pk
    if row.hidden and not mine and not may(request.user, Action.SEE_AWARDS, row):
        raise Http404
    if not row.body:
        raise Http404
    return row


@public
@require_safe
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """An award for people; for programs, who ask for JSON or a token, the credential itself."""
    row = _award(request, pk)
    wanted = request.get_preferred_type(["text/html", *JSON_TYPES, *TOKEN_TYPES])
    if wanted == "text/html" and base_of(request) != settings.BASE_URL:
        return redirect(
            row.url
        )  # people go where the site is now; programs get what they asked for
    if wanted in JSON_TYPES:
        return _handed(bytes(row.body), wanted)
    if wanted in TOKEN_TYPES:
        return _handed(row.token.encode(), wanted)
    said = summarise(orjson.loads(bytes(row.body)))
    context = {
        "award": row,
        "said": said,
        "issuer_host": urlsplit(said.issuer_id).hostname or said.issuer_id,
        "mine": request.user.is_authenticated and row.account_id == request.user.pk,
        "claimable": row.account_id is None and bool(row.email),
        "recorded": log.recorded(row),
    }
    return render(request, "award/page.html", context)


@public
@require_safe
def check(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What an independent check of the award says now; the page asks for it once it is shown."""
    limit(request, "award_check", times=60, seconds=60)
    row = _award(request, pk)
    report = verifying.check(bytes(row.body), source=row.url)
    return render(request, "award/check.html", {"shown": reports.show(report), "award": row})


def _handed(content: bytes, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Vary"] = "Accept"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@public
@require_safe
def credential_json(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The exact bytes that were signed."""
    return _handed(bytes(_award(request, pk).body), "application/vc")


@public
@require_safe
def credential_jwt(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The credential as a signed token."""
    return _handed(_award(request, pk).token.encode(), "application/vc+jwt")


@public
@require_safe
def image(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The badge's picture alone."""
    row = _award(request, pk)
    noun = row.batch.noun
    issuer = row.batch.issuer["name"]
    return svg(badge_image.svg(noun, issuer=issuer, language=noun.language), seconds=3600)


@public
@require_safe
def baked_svg(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The picture with the credential in it, as SVG."""
    row = _award(request, pk)
    noun = row.batch.noun
    picture = badge_image.svg(noun, issuer=row.batch.issuer["name"], language=noun.language)
    baked = baking.bake(picture.encode(), orjson.loads(bytes(row.body)))
    return download(f"{row.achievement.slug}.svg", baked, "image/svg+xml")


@public
@require_safe
def baked_png(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The picture with the credential in it, as PNG."""
    row = _award(request, pk)
    noun = row.batch.noun
    picture = badge_image.png(noun, issuer=row.batch.issuer["name"], language=noun.language)
    baked = baking.bake(picture, orjson.loads(bytes(row.body)))
    return download(f"{row.achievement.slug}.png", baked, "image/png")


@public
@require_safe
def certificate_pdf(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The certificate to print."""
    row = _award(request, pk)
    noun = row.batch.noun
    said = summarise(orjson.loads(bytes(row.body)))
    language = get_language() or "en"
    paper = certificate.Certificate(
        holder=row.name,
        achievement=said.achievement,
        issuer=said.issuer_name,
        awarded_on=date_format(row.valid_from, "DATE_FORMAT"),
        valid_until=date_format(row.valid_until, "DATE_FORMAT") if row.valid_until else "",
        share_url=row.url,
        credential_id=said.id,
        skills=tuple(certificate.CertifiedSkill(one.name, one.level) for one in said.skills),
        description=said.description,
        criteria=said.criteria,
        result="; ".join(f"{name}: {value}" for name, value in _results(said.results)),
        elements=certificate.european(noun.elements, language),
        no_field_data=row.caution,
        badge_svg=badge_image.svg(noun, issuer=said.issuer_name, language=noun.language),
        language=language,
    )
    content = certificate.pdf(paper)
    response = download(f"{row.achievement.slug}.pdf", content, "application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{row.achievement.slug}.pdf"'
    return response


def _results(results: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    """Leave out the levels of skills, which the certificate shows by themselves."""
    return [(name, value) for name, value in results if name in {"Score", "Result"}]


@public
@require_safe
def code(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A QR code that leads to the page."""
    return svg(qr.svg(_award(request, pk).url), seconds=3600)


@allowed(Action.OWN_BACKPACK)
@require_POST
def claim(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take an award into one's backpack."""
    row = _award(request, pk)
    services.claim(row, request.user)
    messages.success(request, _("It is in your backpack now."))
    return redirect("award_page", pk)


@public
@require_safe
def receipt(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What shows, to anybody and without asking us, that the issuer's log holds this award."""
    made = log.receipt(_award(request, pk))
    if made is None:
        raise Http404
    response = JsonResponse(made.to_json(), json_dumps_params={"indent": 1})
    response.headers["Content-Disposition"] = f'attachment; filename="receipt-{pk}.json"'
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@public
@require_safe
def log_file(request: HttpRequest, slug: str, part: str) -> HttpResponse:
    """A file of the issuer's log: its checkpoint, its verifier key, a tile or a bundle of entries.

    What a full tile or a partial one of a given width says never changes; the checkpoint does.
    """
    place = get_object_or_404(OrganisationRecord, slug=slug)
    content = tiles.file(place, part)
    if content is None:
        raise Http404
    tile = part.startswith("tile/")
    return HttpResponse(
        content,
        content_type="application/octet-stream" if tile else "text/plain; charset=utf-8",
        headers={
            "Cache-Control": f"public, max-age={31_536_000 if tile else 10}"
            + (", immutable" if tile else ""),
            "Access-Control-Allow-Origin": "*",
            "Content-Security-Policy": SANDBOX,
        },
    )


@public
@require_safe
def issuer(request: HttpRequest, slug: str) -> HttpResponse:
    """Who awards: for people a page, for verifiers the profile with its keys."""
    place = get_object_or_404(OrganisationRecord, slug=slug)
    wanted = request.get_preferred_type(["text/html", "application/json", *JSON_TYPES])
    # verifiers that say nothing (`*/*`) get the document; browsers ask for HTML by name
    if wanted != "text/html" or "text/html" not in request.headers.get("Accept", ""):
        return _document(request, keys.issuer_document(place, base_of(request)))
    context = {"place": place, "did": keys.did_web(place), "issuer": keys.issuer_id(place)}
    return render(request, "award/issuer.html", context)


@public
@require_safe
def did(request: HttpRequest, slug: str) -> HttpResponse:
    """The issuer's did:web document."""
    place = get_object_or_404(OrganisationRecord, slug=slug)
    return _document(request, keys.did_web_document(place, base_of(request)))


def _document(request: HttpRequest, document: dict[str, object]) -> HttpResponse:
    response = JsonResponse(document, json_dumps_params={"ensure_ascii": False})
    response.headers["Cache-Control"] = f"public, max-age={keys.DOCUMENT_SECONDS}"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Vary"] = "Accept"
    return response
