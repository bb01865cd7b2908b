"""Background work of the app `award`."""

from skillmark.server.award.afterwards import FOLLOW
from skillmark.server.award.changing import CHANGE
from skillmark.server.award.changing import run as change
from skillmark.server.award.compromise import RESIGN, resign
from skillmark.server.award.follow import follow
from skillmark.server.award.ordering import SIGN
from skillmark.server.award.reminding import REMIND, concerned, remind
from skillmark.server.award.signing import sign_batch
from skillmark.server.award.uploads import FORGET, forget
from skillmark.server.jobs.daily import daily
from skillmark.server.jobs.worker import task

task(SIGN)(sign_batch)
task(FOLLOW)(follow)
task(RESIGN)(resign)
task(REMIND)(remind)
task(CHANGE)(change)
task(FORGET)(forget)
daily(REMIND, whom=concerned)
