"""Background work of the app `measure`."""

from skillmark.server.jobs.daily import daily
from skillmark.server.jobs.worker import task
from skillmark.server.measure.dashboards.leading import COUNT, concerned, run

task(COUNT)(run)
daily(COUNT, whom=concerned)
