"""An award that the home organisation's learner holds."""

from __future__ import annotations

AFTER = ("define",)

ACCESS = {
    "awards": "see_awards",
    "awards_csv": "see_awards",
    "award_create": "award",
    "award_upload": "award",
    "award": "see_awards",
    "award_change": "revoke",
    "keys": "manage_keys",
    "key_retire": "manage_keys",
    "key_revoke": "manage_keys",
    "award_page": "public",
    "award_check": "public",
    "award_json": "public",
    "award_jwt": "public",
    "award_image": "public",
    "award_svg": "public",
    "award_png": "public",
    "award_pdf": "public",
    "award_code": "public",
    "award_receipt": "public",
    "award_claim": "own",
    "issuer": "public",
    "issuer_did": "public",
    "status_list": "public",
    "log_file": "public",
    "GET /api/award/awards": "see_awards",
    "POST /api/award/awards": "award",
    "POST /api/award/batches": "award",
    "GET /api/award/awards/{pk}": "see_awards",
    "POST /api/award/awards/{pk}/status": "revoke",
}


def build(world):
    from skillmark.badges.identity import Recipient
    from skillmark.server.award import keys, services

    learner = world.people["learner"]
    key = keys.current(world.home)
    award = services.award_one(
        world.things["achievement"],
        Recipient("Ada Learner", learner.email),
        actor=world.people["provider_admin"],
    )
    world.things.update(award=award, key=key)
    for name in ACCESS:
        if name.startswith("award_") and name not in {"award_create", "award_upload"}:
            world.arguments[name] = {"pk": award.pk}
    for name in ("award", "GET /api/award/awards/{pk}", "POST /api/award/awards/{pk}/status"):
        world.arguments[name] = {"pk": award.pk}
    world.arguments["key_retire"] = world.arguments["key_revoke"] = {"pk": key.pk}
    world.arguments["issuer"] = world.arguments["issuer_did"] = {"slug": world.home.slug}
    world.arguments["status_list"] = {
        "slug": world.home.slug,
        "number": 1,
        "purpose": "revocation",
    }
    world.arguments["log_file"] = {"slug": world.home.slug, "part": "checkpoint"}
    world.open_rows.add("award_claim")
    world.bodies["POST /api/award/awards/{pk}/status"] = {"change": "suspend", "reason": "a test"}
