"""Background work of the app `plan`."""

from skillmark.server.jobs.worker import task
from skillmark.server.plan.keeping import SEARCH, run_search
from skillmark.server.plan.people.storing import run
from skillmark.server.plan.people.taking import FORGET, TAKE, forget

task(FORGET)(forget)
task(TAKE)(run)
task(SEARCH)(run_search)
