"""The WSGI application that granian (or any other server) runs."""

from __future__ import annotations

import gc
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "skillmark.server.settings")

from django.core.wsgi import get_wsgi_application

_django = get_wsgi_application()

from skillmark.server.verify import quick  # noqa: E402 (models load once Django is set up)

application = quick.before(_django)
# What is loaded by now stays for good: the collector need not walk through it again and again.
gc.collect()
gc.freeze()
