"""Every address of the site. Each app's `urls.py` says where it lives in `urlpatterns`."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.urls import include, path

from skillmark.server.api import api

urlpatterns = [
    *(
        path("", include(f"skillmark.server.{app}.urls"))
        for app in settings.APPS
        if find_spec(f"skillmark.server.{app}.urls")
    ),
    path("account/", include("allauth.account.urls")),
    path("api/", api.urls),
]

handler400 = "skillmark.server.front.views.bad_request"
handler403 = "skillmark.server.front.views.forbidden"
handler404 = "skillmark.server.front.views.missing"
handler500 = "skillmark.server.front.views.broken"
