"""Where the site's private keys lie, and what they are encrypted with."""

from __future__ import annotations

import hmac
from pathlib import Path

from django.conf import settings

from skillmark.trust.keys import FOR_PEOPLE, FOR_SECRETS, Cost


def passphrase() -> bytes:
    """Return what key files are encrypted with.

    `SKILLMARK_KEY_PASSPHRASE` where it is set (best: then the data folder alone opens no key),
    else a secret derived from the site's own.
    """
    if settings.SITE.key_passphrase:
        return settings.SITE.key_passphrase.encode()
    secret = hmac.digest(settings.SECRET_KEY.encode(), b"skillmark signing keys", "sha256")
    return secret.hex().encode()


def cost() -> Cost:
    """Return what a guess of the passphrase costs."""
    return FOR_PEOPLE if settings.SITE.key_passphrase else FOR_SECRETS


def folder() -> Path:
    """Return where the key files are."""
    return Path(settings.DATA) / "keys"
