"""What a page and a save cost elsewhere, with the site's own database settings, served as it is.

`/`: the least that they can be: Django, a signed-in person, one template, one INSERT. `/quiz/q/1/`:
django-mcq from PyPI, a quiz of one question a page, where it is installed. Run as a program it
makes the tables in the folder that the settings name, or serves until it is ended.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

PAGE = """<!doctype html><title>{{ user }}</title><form method="post">{% csrf_token %}
{% for option in options %}<label><input type="radio" name="answer" value="{{ option }}">
{{ option }}</label>{% endfor %}<button>Next</button></form>"""
BASE = "{% block quiz_css %}{% endblock %}{% block quiz_body %}{% endblock %}"
"""What django-mcq expects its site to have."""
HERE = "rig.floor"
QUESTIONS = 30


def set_up() -> None:
    """Configure Django with the site's database and as little else as a signed-in page needs."""
    from django.conf import settings

    from skillmark.server import environment, sqlite  # noqa: F401 (the library of the site)

    site = environment.read()
    database = environment.database(site) | {"NAME": site.data / "floor.sqlite3"}
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={"default": database},
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "django.contrib.staticfiles",
            *(["quiz"] if quiz() else []),
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        STATIC_URL="/static/",
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        ROOT_URLCONF=HERE,
        SECRET_KEY="floor",
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {
                    "loaders": [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                (
                                    "django.template.loaders.locmem.Loader",
                                    {"floor.html": PAGE, "quiz_base.html": BASE},
                                ),
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ],
                },
            }
        ],
        USE_TZ=True,
    )
    import django

    django.setup()


def quiz() -> bool:
    """Whether django-mcq is here."""
    return find_spec("quiz") is not None


def prepare(people: int) -> dict[str, Any]:
    """Make the tables and people; return the keys of their sessions and a right answer's id."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import User
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.management import call_command
    from django.db import connection, transaction

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE answer (id INTEGER PRIMARY KEY, person INTEGER, value TEXT)")
    made: dict[str, Any] = {"sessions": [], "answer": None}
    with transaction.atomic():
        for number in range(people):
            person = User.objects.create(username=f"sitter{number}", password="!")
            session = SessionStore()
            session[SESSION_KEY] = str(person.pk)
            session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
            session[HASH_SESSION_KEY] = person.get_session_auth_hash()
            session.save()
            made["sessions"].append(session.session_key)
        if quiz():
            from quiz.models import Answer, Question, Quiz, Student, Subject

            one = Quiz.objects.create(name="Quiz", subject=Subject.objects.create(name="Subject"))
            for number in range(QUESTIONS):
                asked = Question.objects.create(quiz=one, text=f"{number:02d}: which of these?")
                for option in "abcd":
                    answer = Answer.objects.create(
                        question=asked, text=f"Option {option}", is_correct=option == "a"
                    )
                    made["answer"] = made["answer"] or answer.pk
            Student.objects.bulk_create(Student(user=user) for user in User.objects.all())
    return made


def question(request: Any) -> Any:
    """A page with a form; a POST stores the answer and says so."""
    from django.db import connection, transaction
    from django.http import HttpResponse
    from django.shortcuts import render

    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    if request.method == "POST":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO answer (person, value) VALUES (%s, %s)",
                [request.user.pk, request.POST["answer"]],
            )
        return HttpResponse("saved")
    return render(request, "floor.html", {"options": ["a", "b", "c", "d"]})


urlpatterns: list[Any] = []


@cache
def made() -> Any:
    """Return Django's application, made at the first request."""
    set_up()
    from django.core.wsgi import get_wsgi_application
    from django.urls import include, path

    urlpatterns.append(path("", question))
    if quiz():
        urlpatterns.append(path("quiz/", include("quiz.urls")))
    return get_wsgi_application()


def application(environ: Any, start: Any) -> Any:
    """The WSGI application."""
    return made()(environ, start)


def main() -> None:
    """Serve as `skillmark serve` does."""
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces

    from skillmark.cli.serve import THREADS

    Granian(
        f"{HERE}:application",
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.WSGI,
        blocking_threads=THREADS,
        http=HTTPModes.http1,
        log_level="error",
        working_dir=Path(__file__).parent.parent,
    ).serve()


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        set_up()
        sys.stdout.write(json.dumps(prepare(int(sys.argv[2]))))
    else:
        main()
