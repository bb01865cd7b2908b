"""Every setting of a Skillmark site, read from environment variables `SKILLMARK_*` and no other."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from skillmark.award import status
from skillmark.nouns.errors import InputError

SECRET_FILE = "secret.key"  # noqa: S105 (a file's name)


@dataclass(frozen=True, slots=True)
class Environment:
    """The settings of one site, with their defaults."""

    data: Path
    """`SKILLMARK_DATA`: folder of the database, keys and files. Default `./data`."""
    base_url: str
    """`SKILLMARK_BASE_URL`: where people reach the site. Default `http://127.0.0.1:8000`."""
    hosts: tuple[str, ...]
    """`SKILLMARK_ALLOWED_HOSTS`: further host names, separated by commas."""
    database_url: str
    """`SKILLMARK_DATABASE_URL`: `postgresql://user:password@host/name`; SQLite when absent."""
    email_url: str
    """`SKILLMARK_EMAIL_URL`: `smtp://user:password@host:587` (`smtps` for TLS); else to files."""
    email_from: str
    """`SKILLMARK_EMAIL_FROM`: the sender of all mail."""
    proxies: int
    """`SKILLMARK_PROXIES`: how many reverse proxies stand in front. Default 0."""
    debug: bool
    """`SKILLMARK_DEBUG=1`: for development only."""
    demo: bool
    """`SKILLMARK_DEMO=1`: one-click logins ("doors") for each role. Never with real people."""
    signup: bool
    """`SKILLMARK_SIGNUP=0` closes registration (people are invited instead)."""
    log_level: str
    """`SKILLMARK_LOG_LEVEL`: default `INFO`."""
    verify_limit: int = 120
    """`SKILLMARK_VERIFY_LIMIT`: verifications that one asker gets a minute; 0 is no limit."""
    fetch_allow: tuple[str, ...] = ()
    """`SKILLMARK_FETCH_ALLOW`: origins in one's own network that may be asked, with commas."""
    registry_keys: tuple[str, ...] = ()
    """`SKILLMARK_REGISTRY_KEYS`: keys, DIDs, https ids of whose signed lists count, with commas."""
    key_passphrase: str = field(default="", repr=False)
    """`SKILLMARK_KEY_PASSPHRASE`: opens the signing keys; else a secret of the data folder."""
    status_list_largest: int = 1_048_576
    """`SKILLMARK_STATUS_LIST_LARGEST`: entries of the largest status list that is begun."""
    take_back_days: int = 14
    """`SKILLMARK_TAKE_BACK_DAYS`: how long a mistaken revocation can be taken back; 0 is never."""
    signers: int = 0
    """`SKILLMARK_SIGNERS`: processes in which a worker signs many; 0 is one for each core."""
    witnessed: tuple[str, ...] = ()
    """`SKILLMARK_WITNESSED`: folders or addresses with the last checkpoint of each log."""
    machine_rater_url: str = ""
    """`SKILLMARK_MACHINE_RATER_URL`: OpenAI-compatible endpoint for second opinions; else off."""
    machine_rater_model: str = ""
    """`SKILLMARK_MACHINE_RATER_MODEL`: the model to ask for."""
    machine_rater_key: str = field(default="", repr=False)
    """`SKILLMARK_MACHINE_RATER_KEY`: sent to that endpoint alone, where it wants one."""

    former: tuple[str, ...] = ()
    """`SKILLMARK_FORMER_URLS`: base URLs that the site had before, with commas."""

    @property
    def https(self) -> bool:
        """Whether people reach the site by HTTPS: cookies are then sent on HTTPS only."""
        return self.base_url.startswith("https://")

    @property
    def allowed(self) -> list[str]:
        """Host names that requests may name; the machine itself only where the site is on it."""
        here = ["127.0.0.1", "localhost", "[::1]"]
        return [
            self.host,
            *(here if self.host in {"127.0.0.1", "localhost", "::1"} else []),
            *self.hosts,
            *(urlsplit(url).hostname or "" for url in self.former),
        ]

    @property
    def host(self) -> str:
        """Host name in the base URL."""
        return urlsplit(self.base_url).hostname or "localhost"


def read(variables: Mapping[str, str] | None = None) -> Environment:
    """Read the settings, or raise `InputError` that names the variable and the remedy."""
    get = (os.environ if variables is None else variables).get
    base = get("SKILLMARK_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
    if urlsplit(base).scheme not in {"http", "https"} or not urlsplit(base).hostname:
        raise InputError(
            f"{base!r} is not a web address",
            where="SKILLMARK_BASE_URL",
            remedy="give for example https://skills.example.org",
        )
    proxies = get("SKILLMARK_PROXIES", "0")
    if not proxies.isdecimal():
        raise InputError(
            f"{proxies!r} is not a number", where="SKILLMARK_PROXIES", remedy="use 0, 1 or 2"
        )
    hosts = _several(get("SKILLMARK_ALLOWED_HOSTS", ""))
    former = tuple(one.rstrip("/") for one in _several(get("SKILLMARK_FORMER_URLS", "")))
    for url in former:
        if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
            raise InputError(
                f"{url!r} is not a web address",
                where="SKILLMARK_FORMER_URLS",
                remedy="give what SKILLMARK_BASE_URL was, such as https://old.example.org",
            )
    data = Path(get("SKILLMARK_DATA", "data")).absolute()
    return Environment(
        data=data,
        base_url=base,
        hosts=hosts,
        database_url=get("SKILLMARK_DATABASE_URL", ""),
        email_url=get("SKILLMARK_EMAIL_URL", ""),
        email_from=get("SKILLMARK_EMAIL_FROM", f"skillmark@{urlsplit(base).hostname}"),
        proxies=int(proxies),
        debug=_yes("SKILLMARK_DEBUG", get("SKILLMARK_DEBUG", "0")),
        demo=_yes("SKILLMARK_DEMO", get("SKILLMARK_DEMO", "0")),
        signup=_yes("SKILLMARK_SIGNUP", get("SKILLMARK_SIGNUP", "1")),
        log_level=_level(get("SKILLMARK_LOG_LEVEL", "INFO")),
        verify_limit=_count("SKILLMARK_VERIFY_LIMIT", get("SKILLMARK_VERIFY_LIMIT", "120")),
        fetch_allow=_several(get("SKILLMARK_FETCH_ALLOW", "")),
        registry_keys=_several(get("SKILLMARK_REGISTRY_KEYS", "")),
        key_passphrase=get("SKILLMARK_KEY_PASSPHRASE", ""),
        former=former,
        status_list_largest=_size(get("SKILLMARK_STATUS_LIST_LARGEST", "1048576")),
        take_back_days=_count("SKILLMARK_TAKE_BACK_DAYS", get("SKILLMARK_TAKE_BACK_DAYS", "14")),
        signers=_count(
            "SKILLMARK_SIGNERS", get("SKILLMARK_SIGNERS", "0"), zero="one for each core"
        ),
        witnessed=_elsewhere(get("SKILLMARK_WITNESSED", ""), data),
        **_machine_rater(get),
    )


def _machine_rater(get: Callable[[str, str], str]) -> dict[str, str]:
    """Read where second opinions are asked for: all of it, or nothing."""
    url = get("SKILLMARK_MACHINE_RATER_URL", "").rstrip("/")
    model = get("SKILLMARK_MACHINE_RATER_MODEL", "").strip()
    key = get("SKILLMARK_MACHINE_RATER_KEY", "").strip()
    parts = urlsplit(url)
    if url and (parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc):
        raise InputError(
            "this is not the address of an endpoint",
            where="SKILLMARK_MACHINE_RATER_URL",
            remedy="give for example https://models.example.org/v1, without user and password",
        )
    if bool(url) != bool(model):
        raise InputError(
            "a machine rater needs an address and a model",
            where="SKILLMARK_MACHINE_RATER_URL, SKILLMARK_MACHINE_RATER_MODEL",
            remedy="set both, or neither",
        )
    if not (key.isascii() and key.isprintable()):
        raise InputError(
            "a key has printable ASCII characters only", where="SKILLMARK_MACHINE_RATER_KEY"
        )
    return {"machine_rater_url": url, "machine_rater_model": model, "machine_rater_key": key}


def _count(name: str, value: str, *, zero: str = "no limit") -> int:
    if not (value.isascii() and value.isdecimal()):
        raise InputError(
            f"{value!r} is not a number", where=name, remedy=f"use a whole number; 0 is {zero}"
        )
    return int(value)


def _size(value: str) -> int:
    where = "SKILLMARK_STATUS_LIST_LARGEST"
    largest = _count(where, value)
    try:
        status.size_to_begin(1, largest=largest)
    except InputError as error:
        raise error.at(where) from None
    return largest


def _several(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _elsewhere(text: str, data: Path) -> tuple[str, ...]:
    """Read places of witnessed checkpoints; what a restore would put back cannot be one."""
    places = _several(text)
    for place in places:
        if not place.startswith(("https://", "http://")) and (
            not Path(place).is_absolute() or Path(place).is_relative_to(data)
        ):
            raise InputError(
                f"{place} is not a place outside the data folder",
                where="SKILLMARK_WITNESSED",
                remedy="give the full path of a folder on another disk, or an address",
            )
    return places


def _level(name: str) -> str:
    levels = ("DEBUG", "INFO", "WARNING", "ERROR")
    if name.upper() not in levels:
        raise InputError(
            f"no log level {name!r}",
            where="SKILLMARK_LOG_LEVEL",
            remedy=f"one of {', '.join(levels)}",
        )
    return name.upper()


def _yes(name: str, value: str) -> bool:
    if value.lower() in {"1", "true", "yes", "on"}:
        return True
    if value.lower() in {"", "0", "false", "no", "off"}:
        return False
    raise InputError(f"{value!r} is neither yes nor no", where=name, remedy="use 1 or 0")


def database(environment: Environment) -> dict[str, Any]:
    """Return Django's settings of the one database."""
    if not environment.database_url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": environment.data / "skillmark.sqlite3",
            "ATOMIC_REQUESTS": False,
            "CONN_MAX_AGE": None,  # and see `opened`
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                # WAL lets readers work while one writes; FULL makes every commit survive a
                # power cut (NORMAL may lose the last ones in WAL mode).
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON"
                ),
            },
        }
    parts = urlsplit(environment.database_url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise InputError(
            f"{parts.scheme!r} is not a kind of database that is supported",
            where="SKILLMARK_DATABASE_URL",
            remedy="use postgresql://user:password@host/name, or leave it out for SQLite",
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def delivery(environment: Environment) -> dict[str, Any]:
    """Return the backend and arguments with which mail leaves the outbox.

    Without a mail server, messages become files in the folder `mail` of the data folder.
    """
    if not environment.email_url:
        return {
            "backend": "django.core.mail.backends.filebased.EmailBackend",
            "file_path": str(environment.data / "mail"),
        }
    parts = urlsplit(environment.email_url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise InputError(
            "this is not a mail server",
            where="SKILLMARK_EMAIL_URL",
            remedy="use smtp://user:password@host:587 or smtps://user:password@host:465",
        )
    return {
        "backend": "django.core.mail.backends.smtp.EmailBackend",
        "host": parts.hostname,
        "port": parts.port or (465 if parts.scheme == "smtps" else 587),
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_ssl": parts.scheme == "smtps",
        "use_tls": parts.scheme == "smtp" and parts.port != 25,
        "timeout": 20,
    }


def apps() -> tuple[str, ...]:
    """Names of the apps beside this file: folders with an `apps.py`, people and jobs first."""
    found = sorted(file.parent.name for file in Path(__file__).parent.glob("*/apps.py"))
    first = [name for name in ("front", "people", "jobs") if name in found]
    return (*first, *(name for name in found if name not in first))


def secret(data: Path) -> str:
    """Return the site's secret key; without a data folder yet, one for this process alone.

    Reading the settings never writes: `prepare` makes the folder and the key.
    """
    file = data / SECRET_FILE
    return file.read_text("ascii").strip() if file.is_file() else secrets.token_urlsafe(48)


def prepare(environment: Environment) -> None:
    """Make the data folder and the secret key (mode 0600) if they are not there yet."""
    data = environment.data
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in ("keys", "files", "mail"):
            (data / folder).mkdir(mode=0o700, exist_ok=True)
        if not os.access(data, os.W_OK | os.X_OK):
            raise PermissionError(13, "Permission denied", str(data))
        try:
            handle = os.open(data / SECRET_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise InputError(
            f"the data folder cannot be written: {error.strerror}",
            where=str(data),
            remedy="give this user the right to write there, or set SKILLMARK_DATA to another",
        ) from None
