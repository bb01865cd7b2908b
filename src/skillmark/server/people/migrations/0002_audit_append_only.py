"""The database itself refuses to change or delete entries of the audit log."""

from django.db import migrations

SQLITE = """
CREATE TRIGGER audit_no_{verb} BEFORE {VERB} ON people_auditrecord
BEGIN SELECT RAISE(ABORT, 'the audit log is never changed'); END
"""
POSTGRES_FUNCTION = """
CREATE FUNCTION audit_never_changed() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit log is never changed'; END $$
"""
POSTGRES = """
CREATE TRIGGER audit_no_{verb} BEFORE {VERB} ON people_auditrecord
FOR EACH ROW EXECUTE FUNCTION audit_never_changed()
"""


def forwards(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    if not sqlite:
        schema_editor.execute(POSTGRES_FUNCTION)
    for verb in ("update", "delete"):
        text = SQLITE if sqlite else POSTGRES
        schema_editor.execute(text.format(verb=verb, VERB=verb.upper()))


def backwards(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    for verb in ("update", "delete"):
        place = "" if sqlite else " ON people_auditrecord"
        schema_editor.execute(f"DROP TRIGGER audit_no_{verb}{place}")
    if not sqlite:
        schema_editor.execute("DROP FUNCTION audit_never_changed()")


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
