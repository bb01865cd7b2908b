"""Stage 3: who passed is awarded, in signed records that others accept; and a list of people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skillmark.cli.demo import peer
from skillmark.cli.demo.assess import TEST
from skillmark.cli.demo.tale import Tale

if TYPE_CHECKING:
    from skillmark.server.define.models import AchievementRecord


def show(tale: Tale) -> None:
    """Award everybody who passed; ask an independent verifier."""
    from skillmark.badges.identity import Recipient
    from skillmark.server.assess import services as assess
    from skillmark.server.award import services as award
    from skillmark.server.award.keyring import keys
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
    tale.say(f"[bold]{len(tale.awards)}[/] of {len(tale.members)} members passed and are awarded")
    tale.say(f"inside the signed record: [yellow]{tale.awards[0].caution}[/]")
    key = PublicKey.from_multikey(keys.current(tale.organisation).multikey)
    said = peer.ask(bytes(tale.awards[0].body), key.jwk())
    if said is None:
        tale.say("independent verifier: not installed here (the extra “peer”)")
    else:
        name, accepted, detail = said
        words = "[green]accepted[/]" if accepted else f"[red]refused[/]: {detail}"
        tale.say(f"independent verifier [bold]{name}[/]: {words}")
    _graduation(tale, achievement)


def _graduation(tale: Tale, achievement: AchievementRecord) -> None:
    """Award to a list with a bad line, as the page does; check a receipt of the log."""
    from skillmark.server.award.bulk import batches, uploads
    from skillmark.server.award.bulk.reasons import shown
    from skillmark.server.award.transparency import log
    from skillmark.server.jobs import worker

    lines = [f"Graduate {n},graduate{n}@demo.example" for n in range(1, 61)]
    lines[40] = "Graduate 41,nowhere"
    listed = "\n".join(["name,email", *lines]).encode()
    upload = uploads.keep(
        achievement, listed, name="graduation.csv", actor=tale.administrator, notify=False
    )
    line, _name, reason = upload.found["left_out"][0]
    why = shown(reason)
    batch = uploads.order(upload, actor=tale.administrator)
    worker.load()
    while (progress := batches.progress(batch)).open and worker.run_one():
        pass
    tale.say(
        f"a list of {len(lines)} people: "
        f"[bold]{progress.signed}[/] awarded once each; line {line} left out: {why.cause}"
    )
    award = batch.awards.filter(line=2).get()
    recorded, receipt = log.recorded(award), log.receipt(award)
    held = recorded is not None and recorded.confirmed and receipt is not None
    words = "[green]its receipt holds[/]" if held else "[red]its receipt does not hold[/]"
    said = log.of(tale.organisation)
    tale.say(
        f"the log has [bold]{said.size}[/] entries, root {bytes(said.root).hex()[:16]}…; "
        f"{award.name} is entry {recorded.position if recorded else '?'}, and {words}"
    )
