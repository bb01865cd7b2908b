"""Background work of the app `award`."""

from skillmark.server.award.changing import CHANGE
from skillmark.server.award.changing import run as change
from skillmark.server.award.ordering import SIGN
from skillmark.server.award.signing import sign_batch
from skillmark.server.award.uploads import FORGET, forget
from skillmark.server.jobs.worker import task

task(SIGN)(sign_batch)
task(CHANGE)(change)
task(FORGET)(forget)
