"""The page on which anybody checks badges, and a bench that signs badges to check."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime

ACCESS = {
    "verify": "public",
    "verify_export": "public",
    "verify_results": "public",
    "vc_verify": "public",
    "vc_verify_presentation": "public",
    "vc_issue": "award",
    "vc_status": "revoke",
    "POST /api/verify": "public",
    "POST /api/verify/batch": "public",
    "POST /api/verify/files": "public",
    "POST /api/verify/credentials/verify": "public",
    "POST /api/verify/presentations/verify": "public",
    "POST /api/verify/credentials/issue": "award",
    "POST /api/verify/credentials/status": "revoke",
}


class Bench:
    """Signs badges of issuers that this site does not know."""

    def __init__(self):
        from skillmark.trust.keys import Algorithm, SigningKey

        self.key = SigningKey.generate(Algorithm.ED25519)

    def __getstate__(self):
        from skillmark.trust.keys import sealed

        return sealed(self.key, None)

    def __setstate__(self, state):
        from skillmark.trust.keys import opened

        self.key = opened(state, None)

    def unsigned(self, *, name="Teamwork", issuer_name="Far Academy", **changes):
        """An Open Badge 3.0 as anybody could write it."""
        from skillmark.badges.open_badges import CONTEXTS

        achievement = {
            "id": "https://far.example/achievements/teamwork",
            "type": ["Achievement"],
            "name": name,
            "description": "Works well in teams.",
            "criteria": {"narrative": changes.pop("criteria", "Observed in three projects.")},
            "alignment": [
                {
                    "type": ["Alignment"],
                    "targetName": changes.pop("skill", "Work in teams"),
                    "targetUrl": "https://far.example/skills/teams",
                    "targetCode": "https://far.example/skills/teams",
                }
            ],
        }
        value = {
            "@context": list(CONTEXTS),
            "id": f"urn:uuid:{uuid.uuid4()}",
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": name,
            "issuer": {"id": self.key.controller, "type": ["Profile"], "name": issuer_name},
            "validFrom": "2026-01-01T00:00:00Z",
            "credentialSubject": {"type": ["AchievementSubject"], "achievement": achievement},
        }
        email = changes.pop("email", None)
        if email:
            from skillmark.badges.identity import Recipient, identifiers

            value["credentialSubject"]["identifier"] = identifiers(
                Recipient(name="Ada Holder", email=email), salt="0123456789abcdef"
            )
        else:
            value["credentialSubject"]["id"] = "did:example:ada"
        value.update(changes)
        return value

    def sign(self, form="eddsa-rdfc-2022", **changes):
        """A signed badge; its `data` are the bytes of the file."""
        from skillmark.award import credential

        now = datetime(2026, 1, 2, tzinfo=UTC)
        return credential.sign(self.unsigned(**changes), self.key, form=form, now=now)

    def png(self, **changes):
        """A signed badge, baked into a picture."""
        from skillmark.badges.baking import bake

        return bake(self.plain_png(), json.loads(self.sign(**changes).data))

    @staticmethod
    def plain_png(side=8):
        """A small picture without a badge."""
        import io

        from PIL import Image

        out = io.BytesIO()
        Image.new("RGB", (side, side), "teal").save(out, "PNG")
        return out.getvalue()


def build(world):
    world.things["bench"] = Bench()
