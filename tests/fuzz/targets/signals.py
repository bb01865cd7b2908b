"""Files from outside: what is read was in them, in bounds, and errors name their line."""

from __future__ import annotations

from skillmark.nouns.errors import SkillmarkError
from skillmark.plan.foresight.exposure import MEASURES, read_exposure
from skillmark.plan.foresight.panel import LONGEST, read_counts
from skillmark.plan.foresight.technologies import read_technologies

from ..bench import refused

COUNTS = b"period,skill,asked,of,label\n"
EXPOSURE = (
    b"O*NET-SOC Code,Title,dv_rating_alpha,dv_rating_beta,dv_rating_gamma,"
    b"human_rating_alpha,human_rating_beta,human_rating_gamma\n"
)
TECHNOLOGIES = b"O*NET-SOC Code\tExample\tHot Technology\tIn Demand\n"


def check(data: bytes) -> None:
    try:
        found = read_technologies(TECHNOLOGIES + data, where="t")
    except SkillmarkError as error:
        refused(error)
    else:
        assert all(one.name and len(one.in_demand) <= one.occupations for one in found)
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return
    for header in ("", COUNTS.decode()):
        try:
            panel = read_counts(header + text, where="c")
        except SkillmarkError as error:
            refused(error)
        else:
            assert panel.asked.shape == panel.of.shape == (len(panel.skills), len(panel.starts))
            assert len(panel.starts) <= LONGEST
            assert (panel.asked >= 0).all()
            assert (panel.asked <= panel.of).all()
            assert set(panel.labels) <= set(panel.skills)
    for header in ("", EXPOSURE.decode()):
        try:
            table = read_exposure(header + text, where="e")
        except SkillmarkError as error:
            refused(error)
        else:
            assert len({one.code for one in table}) == len(table) > 0
            shares = [
                one.of(measure, judge)
                for one in table
                for measure in MEASURES
                for judge in ("people", "model")
            ]
            assert all(0 <= share <= 1 for share in shares)
