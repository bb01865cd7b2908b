"""How often somebody may try: counted for all processes together in the shared cache."""

from __future__ import annotations

import hashlib
import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from skillmark.nouns.errors import SkillmarkError


class TooManyError(SkillmarkError):
    """Tried too often in too short a time."""

    code = "too_many"
    exit_code = 1


def limit(request: HttpRequest, action: str, *, times: int, seconds: int) -> None:
    """Count one attempt; raise `TooManyError` after more than `times` in a window.

    Counted per account where somebody is signed in, else per network address.
    """
    if request.user.is_authenticated:
        subject = f"account:{request.user.pk}"
    else:
        subject = f"address:{get_adapter().get_client_ip(request)}"
    window = int(time.time()) // seconds
    digest = hashlib.sha256(f"{action} {subject} {window}".encode()).hexdigest()
    key = f"limit:{digest}"
    if cache.add(key, 1, timeout=seconds):
        return
    try:
        count = cache.incr(key)
    except ValueError:  # the window ended between the two calls
        return
    if count > times:
        raise too_many(seconds)


def too_many(seconds: int) -> TooManyError:
    """What is said to who tries too often in a window of that many seconds."""
    return TooManyError(
        _("too many attempts"),
        remedy=_("wait %(seconds)s seconds and try again") % {"seconds": seconds},
    )
