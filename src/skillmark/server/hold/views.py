"""Pages of the backpack, and the page behind a share link."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from skillmark.nouns.errors import InputError, SkillmarkError
from skillmark.server.front import files
from skillmark.server.hold import agreeing, faces, services, sharing
from skillmark.server.hold.forms import AddForm, ShareForm
from skillmark.server.hold.models import BadgeRecord, ShareRecord
from skillmark.server.people.actions import Action
from skillmark.server.people.limits import limit
from skillmark.server.people.permissions import allowed, find, public
from skillmark.server.verify import given
from skillmark.server.verify.shown import show

TYPES = {"json": "application/vc", "jwt": "application/vc+jwt", "sd-jwt": "application/dc+sd-jwt"}
PICTURES = {"png": "image/png", "svg": "image/svg+xml"}


@allowed(Action.OWN_BACKPACK)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """My badges; awards of this site come in by themselves."""
    new = services.collect(request.user)
    if new:
        messages.success(request, _("New in your backpack: %(count)s.") % {"count": new})
    rows = request.user.badges.order_by("-added", "title").defer("data")
    page = Paginator(rows, 24).get_page(request.GET.get("page"))
    verified = services.addresses(request.user)
    context = {"page": page, "form": AddForm(), "verified": verified}
    return render(request, "hold/index.html", context)


@allowed(Action.OWN_BACKPACK)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Bring in badges from elsewhere; each is checked before it is kept."""
    form = AddForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "hold/add.html", {"form": form})
    limit(request, "badge_add", times=20, seconds=60)
    said = form.cleaned_data
    try:
        sources = given.collect(((file.name, file.read()) for file in said["files"]), said["text"])
        done = services.add(request.user, sources)
    except InputError as error:
        return render(request, "hold/add.html", {"form": form, "error": error}, status=400)
    results = [
        (show(report), row, None if row else services.duplicate(request.user, report))
        for report, row in done
    ]
    if len(results) == 1 and results[0][1] is not None:
        messages.success(request, _("It is in your backpack now."))
        return redirect("badge", results[0][1].pk)
    return render(request, "hold/added.html", {"results": results})


@allowed(Action.OWN_BACKPACK)
@require_safe
def detail(request: HttpRequest, pk: str) -> HttpResponse:
    """One badge, checked now: its report, its links, its files."""
    row = find(request, BadgeRecord, pk=pk)
    report = services.check(row)
    links = [(share, sharing.link(share)) for share in row.shares.order_by("-created")[:20]]
    context = {
        "row": row,
        "shown": show(report),
        "links": links,
        "own": services.is_own(row),
        "award": services.award_of(row),
        "share_form": ShareForm(),
        "forms": faces.forms(services.wrapped(row)),
    }
    return render(request, "hold/badge.html", context)


@allowed(Action.OWN_BACKPACK)
@require_safe
def picture(request: HttpRequest, pk: str) -> HttpResponse:
    """The picture of a badge, drawn here."""
    row = find(request, BadgeRecord, pk=pk)
    return files.svg(faces.picture(faces.face(services.wrapped(row))))


@allowed(Action.OWN_BACKPACK)
@require_safe
def file(request: HttpRequest, pk: str, form: str) -> HttpResponse:
    """A badge as a file: `original` byte for byte, else its credential in another form."""
    row = find(request, BadgeRecord, pk=pk)
    if form == "original":
        ending = services.ENDINGS.get(row.format, ".bin")
        return files.download(f"{row.title}{ending}", bytes(row.data), "application/octet-stream")
    wrapped = services.wrapped(row)
    faces.check_form(wrapped, form)
    if form in PICTURES:
        return files.download(f"{row.title}.{form}", faces.baked(wrapped, form), PICTURES[form])
    return files.download(f"{row.title}.{form}", wrapped.raw.encode(), TYPES[form])


@allowed(Action.OWN_BACKPACK)
@require_POST
def share_begin(request: HttpRequest, pk: str) -> HttpResponse:
    """Make a link that shows this badge."""
    row = find(request, BadgeRecord, pk=pk)
    form = ShareForm(request.POST)
    if form.is_valid():
        sharing.begin(row, days=form.cleaned_data["days"] or None, actor=request.user)
        messages.success(request, _("The link works now."))
    return redirect("badge", row.pk)


@allowed(Action.OWN_BACKPACK)
@require_POST
def badge_page(request: HttpRequest, pk: str) -> HttpResponse:
    """Switch the public page of an award of mine on or off."""
    row = find(request, BadgeRecord, pk=pk)
    services.show_page(row, shown=request.POST.get("shown") == "yes", actor=request.user)
    messages.success(request, _("Saved."))
    return redirect("badge", row.pk)


@allowed(Action.OWN_BACKPACK)
@require_POST
def share_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch a link off."""
    share = find(request, ShareRecord.objects.select_related("badge"), pk=pk)
    sharing.end(share, actor=request.user)
    messages.success(request, _("The link shows nothing any more."))
    return redirect("badge", share.badge_id)


@allowed(Action.OWN_BACKPACK)
@require_POST
def erase(request: HttpRequest, pk: str) -> HttpResponse:
    """Erase a badge with all its links."""
    services.erase(find(request, BadgeRecord, pk=pk), actor=request.user)
    messages.success(request, _("The badge and its links are erased."))
    return redirect("backpack")


@allowed(Action.OWN_BACKPACK)
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """All badges in one file that can be checked without the issuers."""
    limit(request, "backpack_export", times=10, seconds=60)
    made = services.whole(request.user)
    return files.download("backpack.zip", made.data, "application/zip")


@allowed(Action.OWN_BACKPACK)
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest) -> HttpResponse:
    """Who may use my skills for what; changed one by one."""
    if request.method == "POST":
        agreeing.change(
            request.user,
            organisation=request.POST.get("organisation", ""),
            purpose=request.POST.get("purpose", ""),
            given=request.POST.get("given") == "yes",
        )
        messages.success(request, _("Saved."))
        return redirect("consent")
    context = {
        "places": agreeing.table(request.user),
        "history": agreeing.history(request.user),
        "objections": agreeing.objections(request.user),
    }
    return render(request, "hold/consent.html", context)


@public
@require_safe
@vary_on_headers("Accept")
def share(request: HttpRequest, token: str) -> HttpResponse:
    """What a share link shows: to people a page, to verifiers the credential itself."""
    limit(request, "share", times=300, seconds=60)
    row = sharing.shared(token)
    if row is None:
        return _gone(request)
    wrapped = services.wrapped(row)
    wanted = request.get_preferred_type(["text/html", *TYPES.values(), "application/json"])
    if (wanted or "text/html") != "text/html":
        bare = "jwt" if wrapped.token else "json"
        form = "sd-jwt" if wrapped.format.value == "sd-jwt" else bare
        response = HttpResponse(wrapped.raw.encode(), content_type=TYPES[form])
    else:
        # asked of the issuer at every look: what was revoked meanwhile must not shine
        limit(request, "share_page", times=60, seconds=60)
        report, own = services.current(row)
        context = {"row": row, "shown": show(report), "own": own, "token": token}
        response = render(request, "hold/share.html", context)
    return _private(response)


@public
@require_safe
def share_picture(request: HttpRequest, token: str) -> HttpResponse:
    """The picture on the page of a share link."""
    limit(request, "share_picture", times=300, seconds=60)
    row = sharing.shared(token)
    if row is None:
        raise Http404
    return _private(files.svg(faces.picture(faces.face(services.wrapped(row)))))


def _gone(request: HttpRequest) -> HttpResponse:
    error = SkillmarkError(
        _("This link shows nothing (any more)."),
        remedy=_("ask the person who gave it to you for a new one"),
    )
    return _private(render(request, "front/problem.html", {"error": error}, status=410))


def _private(response: HttpResponse) -> HttpResponse:
    """Keep search engines and caches out: a link that was ended must be over."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
