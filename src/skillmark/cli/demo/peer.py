"""An implementation that we did not write, asked whether it accepts what we signed.

`openvc-core` (LGPL) comes with the extra `peer`; nothing else of the product imports it.
"""

from __future__ import annotations

import importlib
import json
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

PACKAGE = "openvc-core"


def ask(credential: bytes, public_key: dict[str, Any]) -> tuple[str, bool, str] | None:
    """Return name, answer and reason of the independent verifier; `None` where it is missing.

    `credential` is JSON with an `eddsa-rdfc-2022` proof, `public_key` the issuer's as JWK. The
    contexts of Open Badges are handed over as published; nothing is fetched.
    """
    if find_spec("openvc") is None:
        return None
    name = f"{PACKAGE} {version(PACKAGE)}"
    suite = importlib.import_module("openvc.proof.data_integrity").DataIntegrityProofSuite()
    errors = importlib.import_module("openvc.errors")
    from skillmark.badges.open_badges import CONTEXTS
    from skillmark.trust.contexts import bundled

    published = bundled()
    try:
        suite.verify(
            json.loads(credential),
            public_key_jwk=public_key,
            extra_contexts={url: json.loads(published.document(url)) for url in CONTEXTS},
        )
    except (errors.OpenvcError, ValueError) as error:
        return name, False, f"{type(error).__name__}: {error}"
    return name, True, ""
