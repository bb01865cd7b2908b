"""Renew and compile the German catalogue: `python -m skillmark.server.catalogue`.

Needs GNU gettext and polib, which are for development; the compiled catalogue is part of the
source. Messages that are gone are dropped, new ones are added without a translation.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

HERE = Path(__file__).parent
GERMAN = HERE / "locale" / "de" / "LC_MESSAGES" / "django.po"


def messages() -> polib.POFile:
    """Return every message of the sources, by xgettext, in the order of the sources."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "skillmark.server.settings")
    from django.utils.translation import templatize

    with tempfile.TemporaryDirectory() as folder:
        files = []
        sources = [*HERE.rglob("*.py"), *HERE.rglob("*.html"), *HERE.rglob("templates/**/*.txt")]
        for source in sorted(sources):
            if "migrations" in source.parts:
                continue
            text = source.read_text(encoding="utf-8")
            name = source.relative_to(HERE).as_posix()
            if source.suffix != ".py":
                text, name = templatize(text, origin=name), f"{name}.py"
            copy = Path(folder) / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(text, encoding="utf-8")
            files.append(name)
        keywords = ("_", "gettext_noop", "gettext_lazy", "ngettext:1,2", "pgettext:1c,2")
        made = subprocess.run(
            [
                "xgettext",
                "--language=Python",
                "--from-code=UTF-8",
                "--no-location",
                "--output=-",
                *(f"--keyword={keyword}" for keyword in keywords),
                *files,
            ],
            cwd=folder,
            capture_output=True,
            text=True,
            check=True,
        )
    return polib.pofile(re.sub(r"charset=CHARSET", "charset=UTF-8", made.stdout))


def renewed(old: polib.POFile) -> polib.POFile:
    """Return the catalogue with exactly the messages of the sources."""
    known = {(entry.msgctxt, entry.msgid, entry.msgid_plural): entry for entry in old}
    new = polib.POFile(wrapwidth=98)
    new.metadata = {
        "Project-Id-Version": "Skillmark",
        "Language": "de",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    for entry in sorted(messages(), key=lambda entry: (entry.msgid.lower(), entry.msgid)):
        before = known.get((entry.msgctxt, entry.msgid, entry.msgid_plural))
        entry.flags = [flag for flag in entry.flags if flag == "python-format"]
        entry.comment = entry.tcomment = ""
        if before is not None:
            entry.msgstr, entry.msgstr_plural = before.msgstr, before.msgstr_plural
        new.append(entry)
    return new


def main() -> int:
    """Renew, compile, and say what is not translated yet."""
    catalogue = renewed(polib.pofile(str(GERMAN)) if GERMAN.is_file() else polib.POFile())
    GERMAN.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(GERMAN))
    catalogue.save_as_mofile(str(GERMAN.with_suffix(".mo")))
    missing = catalogue.untranslated_entries()
    for entry in missing:
        sys.stdout.write(f"not translated: {entry.msgid!r}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
