"""Django's settings. What a site may choose is in `environment`; the rest is decided here."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from skillmark.server import environment as _environment
from skillmark.server import sqlite as _sqlite  # noqa: F401 (before Django's backend loads)

SITE = _environment.read()
DATA = SITE.data
BASE_URL = SITE.base_url
DEMO = SITE.demo
SECRET_KEY = _environment.secret(SITE.data)
DEBUG = SITE.debug
ALLOWED_HOSTS = SITE.allowed
ROOT_URLCONF = "skillmark.server.urls"
WSGI_APPLICATION = "skillmark.server.wsgi.application"

APPS = _environment.apps()
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    *(f"skillmark.server.{app}" for app in APPS),
    "allauth",
    "allauth.account",
    "django_htmx",
    "ninja",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "skillmark.server.front.middleware.headers",
    "skillmark.server.front.compressed.Pages",
    "skillmark.server.front.compressed.Files",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "skillmark.server.people.middleware.current_organisation",
    "skillmark.server.front.middleware.PlainErrors",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "skillmark.server.front.context.every_page",
            ],
            "builtins": ["django.templatetags.i18n", "skillmark.server.front.templatetags.look"],
        },
    }
]
FORM_RENDERER = "skillmark.server.front.rendering.Fields"

DATABASES = {"default": _environment.database(SITE)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    # Shared by all processes, because the rate limits are counted in it.
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
}

AUTH_USER_MODEL = "people.AccountRecord"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboard"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "skillmark.server.people.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "skillmark.server.people.forms.SignupName"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# With a mail server, an address is confirmed before the first sign-in, and registering tells
# nobody which addresses have accounts. Either way awards are claimed by confirmed ones only.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if SITE.email_url else "optional"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SITE.https else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = SITE.proxies

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SITE.https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [SITE.base_url]
CSRF_FAILURE_VIEW = "skillmark.server.front.views.csrf_failed"
SECURE_HSTS_SECONDS = 31_536_000 if SITE.https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SITE.proxies else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 2**20
DATA_UPLOAD_MAX_NUMBER_FILES = 200

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # no build step: files are served from where they are installed
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 600

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German"))]
LOCALE_PATHS = [Path(__file__).parent / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

EMAIL_BACKEND = "skillmark.server.jobs.mail.Outbox"
DEFAULT_FROM_EMAIL = SITE.email_from
DELIVERY = _environment.delivery(SITE)
"""How the worker delivers what the outbox holds: Django's e-mail backend and its arguments."""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "skillmark.server.logs.OneLine"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "skillmark": {"level": SITE.log_level},
        # Refused and missing pages are ordinary; the audit log has the refusals.
        "django.request": {"level": "ERROR"},
    },
}
