"""The site's settings and its data folder: who may read it, keys, backups, address, mail."""

from __future__ import annotations

import ipaddress
import json
import os
import stat
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from skillmark.fetch import location
from skillmark.fetch.addresses import is_public
from skillmark.nouns.errors import SkillmarkError
from skillmark.server.archive.manifest import DATABASE, LAST
from skillmark.server.checkup.check import Check, fail, ok, warn
from skillmark.server.environment import SECRET_FILE, Environment
from skillmark.server.verify import lists, pinned
from skillmark.trust.contexts import bundled
from skillmark.verify.registry import FILE as REGISTRY
from skillmark.verify.registry import Registry

BACKUP_DAYS = 8
"""A backup older than this is worth a warning."""


def checks(site: Environment, variables: Mapping[str, str], *, now: datetime) -> Iterator[Check]:
    """Yield the checks of settings and data folder."""
    yield folder(site)
    yield secret(site)
    yield keys(site, variables)
    yield trusted(site)
    yield backup(site, now=now)
    yield address(site)
    yield mode(site)
    yield mail(site)
    yield machine_rater(site)


def folder(site: Environment) -> Check:
    """Check that the data folder can be written, and by its owner alone."""
    data = site.data
    if not data.is_dir():
        return warn("data folder", f"{data} is not there yet", "start the site: skillmark serve")
    if not os.access(data, os.R_OK | os.W_OK | os.X_OK):
        remedy = f"give this user the right to write there: chown -R USER {data}"
        return fail("data folder", f"{data} cannot be written", remedy)
    loose = stat.S_IMODE(data.stat().st_mode) & 0o077
    if loose:
        return warn("data folder", f"others may look into {data}", f"chmod 700 {data}")
    return ok("data folder", f"{data}, for its owner alone")


def secret(site: Environment) -> Check:
    """Check the secret of sessions and links."""
    file = site.data / SECRET_FILE
    if not file.is_file():
        return warn("secret", "there is no secret key yet", "start the site: skillmark serve")
    if stat.S_IMODE(file.stat().st_mode) & 0o077:
        return fail("secret", f"others may read {file}", f"chmod 600 {file}")
    if len(file.read_bytes().strip()) < 40:
        return fail("secret", f"{file} is too short to be a secret", f"rm {file}, then restart")
    return ok("secret", "only its owner may read it")


def keys(site: Environment, variables: Mapping[str, str]) -> Check:
    """Check the signing keys: private, encrypted, and with a passphrase that lies elsewhere."""
    files = sorted((site.data / "keys").glob("*.json"))
    if not files:
        return ok("keys", "none yet: the first award makes one")
    open_ones = [file.name for file in files if stat.S_IMODE(file.stat().st_mode) & 0o077]
    if open_ones:
        place = site.data / "keys"
        return fail("keys", f"others may read {', '.join(open_ones)}", f"chmod 600 {place}/*")
    plain = [file.name for file in files if not _encrypted(file)]
    if plain:
        remedy = "make new keys (Award and verify, Keys) and retire these"
        return fail("keys", f"not encrypted: {', '.join(plain)}", remedy)
    if not variables.get("SKILLMARK_KEY_PASSPHRASE"):
        return warn(
            "keys",
            f"{len(files)}, encrypted with the site's own secret, which lies beside them",
            "set SKILLMARK_KEY_PASSPHRASE, restart, and make a new key (Award and verify, Keys):"
            " then the data folder, or a stolen backup, opens none by itself",
        )
    return ok("keys", f"{len(files)}, encrypted; the passphrase is not in the data folder")


def _encrypted(file: Path) -> bool:
    try:
        return "BEGIN ENCRYPTED PRIVATE KEY" in json.loads(file.read_bytes())["privateKey"]
    except (OSError, ValueError, KeyError, TypeError):
        return False


def trusted(site: Environment) -> Check:
    """Check the owner's lists of issuers and contexts: with a wrong one nothing is verified."""
    try:
        file = site.data / REGISTRY
        known = len(Registry.read(file.read_bytes()).issuers) if file.is_file() else 0
        more = len(pinned.of(site.data).urls) - len(bundled().urls)
    except (OSError, SkillmarkError) as error:
        cause = error.cause if isinstance(error, SkillmarkError) else str(error)
        where = error.where if isinstance(error, SkillmarkError) else REGISTRY
        return fail("trusted", f"{where}: {cause}", f"mend or remove the file in {site.data}")
    mine = f"{known} issuers in a list of yours, {more} contexts of yours"
    refused, others = [], 0
    for path in lists.files(site.data):
        found = lists.read(path, site.registry_keys, fetch=None, contexts=pinned.of(site.data))
        if isinstance(found, SkillmarkError):
            refused.append(f"{path.name}: {found.cause}")
        elif found.registry.lapsed:
            refused.append(found.registry.lapsed[0])
        others += len(found.registry.issuers) if not isinstance(found, SkillmarkError) else 0
    if refused:
        remedy = f"see to {site.data / lists.FOLDER} and SKILLMARK_REGISTRY_KEYS"
        return warn("trusted", f"not used: {'; '.join(refused)}", remedy)
    return ok("trusted", f"{mine}, {others} issuers in lists of others" if others else mine)


def backup(site: Environment, *, now: datetime) -> Check:
    """Check when the site was last backed up. Without its keys and lists it cannot go on."""
    remedy = "skillmark backup FOLDER (daily, by cron or a systemd timer), kept on another machine"
    if not (site.data / DATABASE).is_file() and not site.database_url:
        return ok("backup", "nothing to back up yet")
    try:
        said = json.loads((site.data / LAST).read_bytes())
        made = datetime.fromisoformat(said["made"])
        days = (now - made).days
    except (OSError, ValueError, KeyError, TypeError):
        return warn("backup", "there has never been one", remedy)
    told = f"the last one is of {made:%Y-%m-%d %H:%M} UTC ({said.get('file', '')})"
    return warn("backup", told, remedy) if days > BACKUP_DAYS else ok("backup", told)


def address(site: Environment) -> Check:
    """Check the address that stands in every credential, for ever."""
    if site.https:
        return ok("address", site.base_url)
    if _loopback(site.host):
        return warn(
            "address",
            f"{site.base_url} is reached from this machine alone",
            "before awarding to real people, set SKILLMARK_BASE_URL to the https address: it stands"
            " in every credential and cannot be changed afterwards",
        )
    return fail(
        "address",
        f"{site.base_url} is not https: verifiers will not ask it, and passwords travel openly",
        "put a reverse proxy with a certificate in front, set SKILLMARK_BASE_URL=https://..."
        " and SKILLMARK_PROXIES=1",
    )


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def mode(site: Environment) -> Check:
    """Check that no switch for development or demonstration is on where people are."""
    if site.debug:
        return fail("mode", "SKILLMARK_DEBUG shows the inside to everybody", "unset it")
    if site.demo and not _loopback(site.host):
        return fail("mode", "SKILLMARK_DEMO lets anybody in as administrator", "unset it")
    if site.demo:
        return warn("mode", "a demo site: anybody comes in by a door", "unset SKILLMARK_DEMO")
    return ok("mode", "neither demo nor debug")


def mail(site: Environment) -> Check:
    """Check that invitations and awards can reach people."""
    if not site.email_url:
        return warn(
            "mail",
            f"no mail server: messages become files in {site.data / 'mail'}",
            "set SKILLMARK_EMAIL_URL=smtp://user:password@host:587",
        )
    return ok("mail", f"delivered by {site.email_url.rpartition('@')[2]} as {site.email_from}")


def machine_rater(site: Environment) -> Check:
    """Check that second opinions can be asked for as they are meant to be. Nothing is sent."""
    name = "machine rater"
    if not site.machine_rater_url:
        return ok(name, "off: no answer is sent to a model")
    here = location.parse(site.machine_rater_url)
    said = f"{site.machine_rater_model} at {here.origin}, for deliveries that say so"
    if here.origin in site.fetch_allow:
        return ok(name, said)
    if here.scheme != "https":
        return fail(
            name,
            f"{here.origin} is not https: answers and the key would travel openly",
            f"use https; on your own network, add {here.origin} to SKILLMARK_FETCH_ALLOW",
        )
    if _inside(here.host):
        return fail(
            name,
            f"{here.origin} is not a public address, so it is not connected to",
            f"add {here.origin} to SKILLMARK_FETCH_ALLOW",
        )
    if not site.machine_rater_key:
        return warn(
            name, f"{said}, without a key", "set SKILLMARK_MACHINE_RATER_KEY if it wants one"
        )
    return ok(name, said)


def _inside(host: str) -> bool:
    try:
        return not is_public(ipaddress.ip_address(host))
    except ValueError:
        return host == "localhost"
