"""Background work of the app `match`."""

from skillmark.server.jobs.daily import daily
from skillmark.server.jobs.worker import task
from skillmark.server.match.deciding import keeping

task(keeping.FORGET)(keeping.run)
daily(keeping.FORGET, whom=keeping.concerned)
