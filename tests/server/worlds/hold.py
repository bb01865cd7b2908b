"""A badge in the learner's backpack, and a link that shows it."""

from __future__ import annotations

AFTER = ("verify", "award")
OWN = (
    *("backpack", "badge_add", "backpack_export", "consent", "badge", "badge_picture"),
    *("badge_file", "share_begin", "badge_page", "badge_erase", "share_end"),
)
ACCESS = {
    **dict.fromkeys(OWN, "own"),
    "share": "public",
    "share_picture": "public",
    "GET /api/hold/badges": "own",
    "POST /api/hold/badges": "own",
    "GET /api/hold/badges/{pk}": "own",
    "DELETE /api/hold/badges/{pk}": "own",
    "GET /api/hold/badges/{pk}/credential": "own",
    "POST /api/hold/badges/{pk}/links": "own",
    "DELETE /api/hold/links/{pk}": "own",
    "GET /api/hold/export": "own",
}


def build(world):
    from skillmark.server.hold import services, sharing
    from skillmark.verify.sources import Source

    learner = world.people["learner"]
    badge = world.things["bench"].sign(name="From elsewhere", email=learner.email)
    [(_report, row)] = services.add(learner, [Source("elsewhere.json", badge.data)])
    share = sharing.begin(row, days=30, actor=learner)
    world.things |= {"badge": row, "share": share, "badge_data": badge.data}
    for name in ("badge", "badge_picture", "share_begin", "badge_page", "badge_erase"):
        world.arguments[name] = {"pk": row.pk}
    world.arguments["badge_file"] = {"pk": row.pk, "form": "original"}
    for name in ACCESS:
        if name.endswith(("/badges/{pk}", "{pk}/credential", "{pk}/links")):
            world.arguments[name] = {"pk": row.pk}
    world.arguments["share_end"] = {"pk": share.pk}
    world.arguments["DELETE /api/hold/links/{pk}"] = {"pk": share.pk}
    world.arguments["share"] = world.arguments["share_picture"] = {"token": "no-such-token"}
