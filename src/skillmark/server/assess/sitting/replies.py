"""What the player's script is told. It asks as htmx does and reads the header `HX-Trigger`.

`HX-Trigger: {"answer": {"state": ..., "sequence": n, "now": n, "seconds": n}}`, where `state` is

- `saved`: it is stored; `HX-Redirect` says where the candidate wanted to go;
- `older`: a newer answer is there, and stays;
- `refused`: it does not fit the question, and the body says why;
- `closed`: it can never be taken, and the body says why;
- `paused`: the clock stands still, and answers are taken afterwards;
- `page`: there is something to ask first, on a page: the form is to be sent as a form;
- `over`: submitted or too late; `HX-Redirect` leads to the result.

`sequence` is the number of the answer that the server has, `now` the server's clock (see
`numbering`), and `seconds` what is left of the time, absent where there is no clock.
"""

from __future__ import annotations

import json
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from skillmark.nouns.errors import ConflictError, SkillmarkError
from skillmark.server.assess.models import AttemptRecord
from skillmark.server.assess.sitting import clock, numbering

STATES = {
    "time_over": "over",
    "submitted": "over",
    "on_break": "paused",
    "older": "older",
}
"""States by the code of the error that refused an answer."""


def state_of(error: SkillmarkError) -> str:
    """Return the state that an error is: what does not fit can be mended, a conflict cannot."""
    known = STATES.get(error.code)
    return known or ("closed" if isinstance(error, ConflictError) else "refused")


def told(
    response: HttpResponse,
    attempt: AttemptRecord,
    state: str,
    *,
    now: datetime,
    sequence: int | None = None,
) -> HttpResponse:
    """Tell the script what became of an answer, and what the server's clock says."""
    said: dict[str, int | str] = {"state": state, "now": numbering.number_at(now)}
    left = clock.clock(attempt, now)
    if left is not None:
        said["seconds"] = left.seconds
    if sequence is not None:
        said["sequence"] = sequence
    response.headers["HX-Trigger"] = json.dumps({"answer": said})
    return response


def onward(
    request: HttpRequest,
    attempt: AttemptRecord,
    url: str,
    *,
    now: datetime,
    state: str = "saved",
    sequence: int | None = None,
) -> HttpResponse:
    """Lead to another page: a script is told its address, a form is redirected."""
    if not request.htmx:
        return redirect(url)
    response = HttpResponse(status=204)
    response.headers["HX-Redirect"] = url
    return told(response, attempt, state, now=now, sequence=sequence)


def page(attempt: AttemptRecord, *, now: datetime) -> HttpResponse:
    """Tell the script to send the form as a form: what comes is a page."""
    return told(HttpResponse(status=204), attempt, "page", now=now)


def saved(
    request: HttpRequest, attempt: AttemptRecord, *, now: datetime, sequence: int
) -> HttpResponse:
    """Say that an answer is stored."""
    page = render(request, "assess/saved.html", {"at": now})
    return told(page, attempt, "saved", now=now, sequence=sequence)


def refused(
    request: HttpRequest, attempt: AttemptRecord, error: SkillmarkError, *, now: datetime
) -> HttpResponse:
    """Say to the script why an answer is not stored."""
    page = render(request, "assess/saved.html", {"error": error})
    return told(page, attempt, state_of(error), now=now)
