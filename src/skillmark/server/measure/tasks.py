"""Background work of the app `measure`."""

from skillmark.server.jobs.daily import daily
from skillmark.server.jobs.worker import task
from skillmark.server.measure.dashboards.leading import COUNT, concerned, run
from skillmark.server.measure.designing import services as designing
from skillmark.server.measure.ledger import working
from skillmark.server.measure.ledger.taking import FORGET, LOOK, STORE
from skillmark.server.measure.reporting import services as reporting
from skillmark.server.measure.surveying import ending

task(FORGET)(working.forget)
task(LOOK)(working.look)
task(STORE)(working.store)
task(working.KEEP)(working.keep)
task(designing.READ)(designing.work)
daily(working.KEEP, whom=working.due)
task(COUNT)(run)
daily(COUNT, whom=concerned)
task(reporting.MAKE)(reporting.run)
task(ending.CLOSE)(ending.close)
daily(ending.CLOSE, whom=ending.due)
