"""Background work of the app `award`."""

from skillmark.server.award.bulk.ordering import SIGN
from skillmark.server.award.bulk.signing import sign_batch
from skillmark.server.award.bulk.uploads import FORGET, forget
from skillmark.server.award.keyring.compromise import RESIGN, resign
from skillmark.server.award.life.afterwards import FOLLOW
from skillmark.server.award.life.follow import follow
from skillmark.server.award.life.reminding import REMIND, concerned, remind
from skillmark.server.award.status.changing import CHANGE
from skillmark.server.award.status.changing import run as change
from skillmark.server.jobs.daily import daily
from skillmark.server.jobs.worker import task

task(SIGN)(sign_batch)
task(FOLLOW)(follow)
task(RESIGN)(resign)
task(REMIND)(remind)
task(CHANGE)(change)
task(FORGET)(forget)
daily(REMIND, whom=concerned)
