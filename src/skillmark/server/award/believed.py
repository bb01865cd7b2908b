"""The figures of the test behind an achievement, for awards that are made with its result.

Who awards by hand or from a list and gives a result says that the person sat the assessment. If
the achievement names a test of this site, its figures travel in the credential, as they do where
the person claims the award. Without a result nobody says that anybody was assessed, and no figures
of a test are lent to the award.
"""

from __future__ import annotations

from typing import Any

from skillmark.award import claims as rules
from skillmark.nouns.credibility import Credibility
from skillmark.nouns.errors import SkillmarkError
from skillmark.server.assess.calibration import credibility
from skillmark.server.assess.models import TestRecord
from skillmark.server.award import claims
from skillmark.server.award.models import BatchRecord
from skillmark.server.define.models import AchievementRecord


def behind(achievement: AchievementRecord) -> Credibility | None:
    """Return the bundle of the newest version of an achievement's test, where it has one here."""
    slug = achievement.noun.test
    if not slug:
        return None
    tests = TestRecord.objects.of(achievement.organisation).filter(slug=slug)
    test = tests.order_by("-version").first()
    if test is None:
        return None
    try:
        return credibility(test)
    except SkillmarkError:
        return None  # nobody has decided yet where passing begins: there is nothing to say


def claim(batch: BatchRecord, particulars: dict[str, Any], bundle: Credibility) -> dict[str, Any]:
    """Return the stored claim of one award of a batch, with its result and the figures."""
    said = rules.of(batch.claim, particulars)
    names = {
        str(one.get("targetUrl")): str(one.get("targetName"))
        for one in batch.claim.get("alignment", ())
    }
    return claims.stored(rules.with_credibility(said, bundle, names=names))
