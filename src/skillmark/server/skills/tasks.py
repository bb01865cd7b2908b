"""Background work of the app `skills`."""

from skillmark.server.jobs.worker import task
from skillmark.server.skills.reading import importing

task(importing.READ)(importing.run)
