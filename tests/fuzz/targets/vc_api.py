"""Bodies of the VC API: an answer in JSON with a status that fits, and never a crash."""

from __future__ import annotations

import json
from unittest.mock import patch

from skillmark.nouns.errors import SkillmarkError, UnavailableError
from skillmark.trust.fetched import Fetched

from ..bench import KEY, NOW, signed, words_of
from ..mutate import of_json
from ..site import ready

ready()

from django.http import HttpRequest
from django.test import RequestFactory

from skillmark.server.api import status_of
from skillmark.server.verify import api, asking, pace, services, stamp, vc
from skillmark.trust import integrity
from skillmark.verify.registry import Registry

PRESENTATION = integrity.secure(
    {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "holder": KEY.controller,
        "verifiableCredential": [signed("eddsa-jcs-2022")],
    },
    KEY,
    created=NOW,
    purpose="authentication",
    challenge="c",
    domain="d",
)
mutate = of_json(
    *words_of(PRESENTATION),
    *("verifiableCredential", "verifiablePresentation", "options", "challenge", "domain", "items"),
    *("credential", "link", "holder", "EnvelopedVerifiablePresentation", "http://127.0.0.1:8000/ж"),
)
LONGEST = 8000
CALLS = 100_000
CALLS_PER_BYTE = 300
VIEWS = (vc.vc_verify, vc.vc_verify_presentation, api.verify, api.batch)


def _down(url: str) -> Fetched:
    raise UnavailableError("it is down", where=url)


def _post(data: bytes) -> HttpRequest:
    return RequestFactory().post("/", data, content_type="application/json")


def check(data: bytes) -> None:
    with (
        patch.object(services, "registry", lambda *_a: Registry.of([])),
        patch.object(stamp, "current", lambda: "nothing changes"),
        patch.object(asking, "client", lambda: _down),
        patch.object(services, "WORKERS", 1),
        patch.object(pace, "limit", lambda *_a, **_k: None),
    ):
        for view in VIEWS:
            try:
                answer = view(_post(data))
            except SkillmarkError as error:
                assert 400 <= status_of(error) < 600  # noqa: PT017
                continue
            body = json.loads(answer.content)
            if view in (vc.vc_verify, vc.vc_verify_presentation):
                assert (answer.status_code == 200) == body["verified"]
                assert body["verified"] == (body["verdict"] == "valid")
                assert body["verified"] or body["errors"] or body["results"]
            else:
                assert body


# Django loads much when it first answers; that is not the work of an input
check(b'{"link": "http://127.0.0.1:8000/nothing"}')
