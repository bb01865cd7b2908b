"""The stamp changes with the lists of known issuers and with the endorsements that travel, too."""

from django.db import migrations

TABLES = ("award_knownissuerrecord", "award_endorsementrecord")
SQLITE = """
CREATE TRIGGER stamp_{table}_{verb} AFTER {VERB} ON {table}
BEGIN UPDATE verify_stamprecord SET text = lower(hex(randomblob(16))); END
"""
POSTGRES = """
CREATE TRIGGER stamp_{table}_{verb} AFTER {VERB} ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION verify_new_stamp()
"""


def each():
    for table in TABLES:
        for verb in ("insert", "update", "delete"):
            yield {"table": table, "verb": verb, "VERB": verb.upper()}


def forwards(apps, schema_editor):
    """Whoever is known now, and what travels in awards, is seen by the next request."""
    sqlite = schema_editor.connection.vendor == "sqlite"
    for one in each():
        schema_editor.execute((SQLITE if sqlite else POSTGRES).format(**one))


def backwards(apps, schema_editor):
    place = "" if schema_editor.connection.vendor == "sqlite" else " ON {table}"
    for one in each():
        schema_editor.execute(("DROP TRIGGER stamp_{table}_{verb}" + place).format(**one))


class Migration(migrations.Migration):

    dependencies = [
        ("verify", "0001_initial"),
        ("award", "0007_endorsements"),
    ]

    operations = [migrations.RunPython(forwards, backwards)]
