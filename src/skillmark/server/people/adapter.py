"""How the login library behaves here."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):
    """Registration is open unless the site says otherwise."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return settings.SITE.signup
