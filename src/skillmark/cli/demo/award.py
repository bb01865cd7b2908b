"""Stage 3: who passed is awarded, in signed records that others accept."""

from __future__ import annotations

import time

from skillmark.cli.demo import peer
from skillmark.cli.demo.assess import TEST
from skillmark.cli.demo.tale import Tale


def show(tale: Tale) -> None:
    """Award everybody who passed; ask an independent verifier."""
    from skillmark.badges.identity import Recipient
    from skillmark.server.assess import services as assess
    from skillmark.server.award import keys
    from skillmark.server.award import services as award
    from skillmark.server.award.signing import sign
    from skillmark.server.define.models import AchievementRecord
    from skillmark.trust.publickey import PublicKey

    tale.stage("award", "Open Badges 3.0, signed, with status")
    achievement = AchievementRecord.objects.of(tale.organisation).get(slug=TEST)
    bundle = assess.credibility(tale.delivery.test)
    for member in tale.members:
        result = assess.results(tale.attempts[member.email])
        if result.passed:
            tale.awards.append(
                award.award_one(
                    achievement,
                    Recipient(name=member.name, email=member.email),
                    actor=tale.administrator,
                    account=tale.accounts[member.email],
                    result=result,
                    credibility=bundle,
                    notify=False,
                )
            )
    began = time.perf_counter()
    for one in tale.awards:
        sign(one)
    speed = 2 * len(tale.awards) / (time.perf_counter() - began)
    tale.say(
        f"[bold]{len(tale.awards)}[/] of {len(tale.members)} members passed and are awarded; "
        f"signing alone runs at [bold]{speed:,.0f}[/] credentials a second"
    )
    tale.say(f"inside the signed record: [yellow]{tale.awards[0].caution}[/]")
    key = PublicKey.from_multikey(keys.current(tale.organisation).multikey)
    said = peer.ask(bytes(tale.awards[0].body), key.jwk())
    if said is None:
        tale.say("independent verifier: not installed here (the extra “peer”)")
    else:
        name, accepted, detail = said
        words = "[green]accepted[/]" if accepted else f"[red]refused[/]: {detail}"
        tale.say(f"independent verifier [bold]{name}[/]: {words}")
