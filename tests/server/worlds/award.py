"""An award that the home organisation's learner holds."""

from __future__ import annotations

AFTER = ("define",)

ACCESS = {
    "awards": "see_awards",
    "awards_csv": "see_awards",
    "award_create": "award",
    "award_upload": "award",
    "bulk_preview": "award",
    "bulk_lines": "award",
    "bulk_order": "award",
    "bulk_batches": "see_awards",
    "bulk_batch": "see_awards",
    "bulk_report": "see_awards",
    "bulk_cancel": "award",
    "bulk_resume": "award",
    "bulk_give_up": "award",
    "award": "see_awards",
    "award_change": "revoke",
    "award_erase": "revoke",
    "award_choose": "revoke",
    "award_changes": "see_awards",
    "award_many": "revoke",
    "award_many_undo": "revoke",
    "award_many_resume": "revoke",
    "keys": "manage_keys",
    "key_retire": "manage_keys",
    "key_keep": "manage_keys",
    "key_copy": "manage_keys",
    "key_restore": "manage_keys",
    "key_compromise": "manage_keys",
    "award_renew": "award",
    "award_renewals": "award",
    "award_policy": "manage_organisation",
    "award_flags": "revoke",
    "flag_close": "revoke",
    "reminders_stop": "public",
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
    "GET /api/award/batches/{pk}": "see_awards",
    "POST /api/award/batches/{pk}/give-up": "award",
    "GET /api/award/awards/{pk}": "see_awards",
    "POST /api/award/awards/{pk}/status": "revoke",
    "GET /api/award/awards/{pk}/history": "see_awards",
    "POST /api/award/status": "revoke",
    "GET /api/award/status/{pk}": "see_awards",
    "POST /api/award/awards/{pk}/renew": "award",
    "POST /api/award/renewals": "award",
    "GET /api/award/flags": "revoke",
    "POST /api/award/flags/{pk}": "revoke",
    "GET /api/award/keys": "manage_keys",
    "POST /api/award/keys": "manage_keys",
}


APART = {
    "award_create",
    "award_upload",
    "award_choose",
    "award_changes",
    "award_renewals",
    "award_policy",
    "award_flags",
}
"""Routes that are about no one award."""


def build(world):
    from skillmark.badges.identity import Recipient
    from skillmark.server.award import services
    from skillmark.server.award.bulk import uploads
    from skillmark.server.award.keyring import keys
    from skillmark.server.award.life import reminding
    from skillmark.server.award.models import FlagRecord
    from skillmark.server.award.status import changing

    learner = world.people["learner"]
    key = keys.current(world.home)
    award = services.award_one(
        world.things["achievement"],
        Recipient("Ada Learner", learner.email),
        actor=world.people["provider_admin"],
    )
    world.things.update(award=award, key=key)
    for name in ACCESS:
        if name.startswith("award_") and name not in APART:
            world.arguments[name] = {"pk": award.pk}
    for name in ("award", "GET /api/award/awards/{pk}", "POST /api/award/awards/{pk}/status"):
        world.arguments[name] = {"pk": award.pk}
    action = changing.choose(world.home, [(award.pk, "")], actor=None)
    for name in ("award_many", "award_many_undo", "award_many_resume"):
        world.arguments[name] = {"pk": action.pk}
    world.arguments["GET /api/award/status/{pk}"] = {"pk": action.pk}
    world.arguments["GET /api/award/awards/{pk}/history"] = {"pk": award.pk}
    world.bodies["POST /api/award/status"] = {
        "change": "suspend",
        "reason": "a test",
        "ids": [str(award.pk)],
        "preview": True,
    }
    for name in ("key_retire", "key_keep", "key_copy", "key_compromise"):
        world.arguments[name] = {"pk": key.pk}
    flag = FlagRecord.objects.create(organisation=world.home, award=award, because=award)
    world.arguments["flag_close"] = {"pk": flag.pk}
    world.arguments["POST /api/award/flags/{pk}"] = {"pk": flag.pk}
    world.bodies["POST /api/award/flags/{pk}"] = {"decision": "a test"}
    world.arguments["POST /api/award/awards/{pk}/renew"] = {"pk": award.pk}
    token = reminding.stop_token(world.home, learner.email)
    world.arguments["reminders_stop"] = {"token": token}
    world.arguments["issuer"] = world.arguments["issuer_did"] = {"slug": world.home.slug}
    world.arguments["status_list"] = {
        "slug": world.home.slug,
        "number": 1,
        "purpose": "revocation",
    }
    bad = b"name,email,level\nAlan Turing,alan@x.example,\nEve,nowhere,\nAda,ada@x.example,9\n"
    provider = world.people["provider_admin"]
    upload, ordered = (
        uploads.keep(
            world.things["achievement"], data, name="people.csv", actor=provider, notify=False
        )
        for data in (bad, b"name,email\nGrace Hopper,grace@x.example\nNobody,nowhere\n")
    )
    batch = uploads.order(ordered, actor=provider)
    for name in ("bulk_preview", "bulk_lines", "bulk_order"):
        world.arguments[name] = {"pk": upload.pk}
    for name in ("bulk_batch", "bulk_report", "bulk_cancel", "bulk_resume", "bulk_give_up"):
        world.arguments[name] = {"pk": batch.pk}
    for name in ("GET /api/award/batches/{pk}", "POST /api/award/batches/{pk}/give-up"):
        world.arguments[name] = {"pk": batch.pk}
    world.things.update(upload=upload, batch=batch)
    world.arguments["log_file"] = {"slug": world.home.slug, "part": "checkpoint"}
    world.open_rows.add("award_claim")
    world.bodies["POST /api/award/awards/{pk}/status"] = {"change": "suspend", "reason": "a test"}
