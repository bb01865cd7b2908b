"""Django for the targets that stand at the edge: settings, but no database and no network."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from functools import cache


@cache
def ready() -> None:
    """Start Django once, in a folder of its own; where the test suite has done so, do nothing."""
    from django.apps import apps

    if apps.ready:
        return
    folder = tempfile.mkdtemp(prefix="fuzz-site-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["SKILLMARK_DATA"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "skillmark.server.settings"
    import django

    django.setup()
