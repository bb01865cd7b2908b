"""Background work of the app `measure`."""

from skillmark.server.jobs.worker import task
from skillmark.server.measure.reporting import services as reporting

task(reporting.MAKE)(reporting.run)
