"""Django's settings. What a site may choose is in `environment`; the rest is decided here."""

from __future__ import annotations

from skillmark.server import environment as _environment
from skillmark.server import sqlite as _sqlite  # noqa: F401 (before Django's backend loads)

SITE = _environment.read()
SECRET_KEY = _environment.secret(SITE.data)
DEBUG = SITE.debug
ALLOWED_HOSTS = [SITE.host, "127.0.0.1", "localhost", "[::1]", *SITE.hosts]
DATABASES = {"default": _environment.database(SITE)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS: list[str] = ["django.contrib.contenttypes", "django.contrib.auth"]
USE_TZ = True
