"""Where second opinions are asked for: the settings of the site, and the one call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings

from skillmark.fetch.client import Client
from skillmark.server.environment import Environment

SECONDS = 45.0
"""For one opinion; the lease of a job is longer, so that no second worker asks meanwhile."""
LARGEST = 256 * 1024
"""Bytes of a reply."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An OpenAI-compatible endpoint and the model that is asked for."""

    url: str
    model: str
    key: str = field(default="", repr=False)
    allow: frozenset[str] = frozenset()
    seconds: float = SECONDS

    def ask(self, body: bytes) -> bytes:
        """Return the reply to a request, or raise `UnavailableError`."""
        client = Client(allow=self.allow, seconds=self.seconds, most_bytes=LARGEST)
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        return client.post_json(f"{self.url}/chat/completions", body, headers=headers).body


Ask = Callable[[bytes], bytes]
"""Send a request and return the reply, or raise `UnavailableError`."""


def configured(site: Environment | None = None) -> Endpoint | None:
    """Return the endpoint of the site, `None` where there is none: then nothing is sent."""
    site = site or settings.SITE
    if not site.machine_rater_url:
        return None
    return Endpoint(
        site.machine_rater_url,
        site.machine_rater_model,
        site.machine_rater_key,
        frozenset(site.fetch_allow),
    )
