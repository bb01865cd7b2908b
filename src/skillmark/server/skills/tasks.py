"""Background work of the app `skills`."""

from skillmark.server.jobs.worker import task
from skillmark.server.skills.linkers import EMBED, embed

task(EMBED)(embed)
