"""A known issuer and an endorsement that the home organisation gave."""

from __future__ import annotations

AFTER = ("award",)

ACCESS = {
    "known_issuers": "vouch",
    "known_issuer_remove": "vouch",
    "endorsements": "award",
    "endorsement_receive": "award",
    "endorsement_withdraw": "award",
    "endorsement": "public",
    "endorsement_jwt": "public",
    "did_configuration": "public",
    "GET /api/award/known-issuers": "vouch",
    "POST /api/award/known-issuers": "vouch",
    "DELETE /api/award/known-issuers/{pk}": "vouch",
}


def build(world):
    from skillmark.server.award.issuers import endorsing, vouching

    provider = world.people["provider_admin"]
    known = vouching.vouch(
        world.home,
        "did:web:college.example",
        name="College",
        note="We have worked with them for years.",
        actor=provider,
    )
    given = endorsing.give(
        world.home,
        "https://college.example/achievements/welding",
        of="achievement",
        name="Welding",
        comment="We looked at the workshop in May.",
        actor=provider,
    )
    world.things.update(known_issuer=known, endorsement=given)
    for name in ("known_issuer_remove", "DELETE /api/award/known-issuers/{pk}"):
        world.arguments[name] = {"pk": known.pk}
    world.bodies["POST /api/award/known-issuers"] = {
        "identifier": "did:web:school.example",
        "name": "School",
        "note": "We called them.",
    }
    for name in ("endorsement", "endorsement_jwt", "endorsement_withdraw"):
        world.arguments[name] = {"pk": given.pk}
