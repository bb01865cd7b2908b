"""Background work of the app `define`."""

from skillmark.server.define.completing.taking import FORGET, forget
from skillmark.server.jobs.worker import task

task(FORGET)(forget)
