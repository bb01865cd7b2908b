"""The stamp, and the triggers that change it: no writer can forget to, nor any process miss it."""

from django.db import migrations, models

TABLES = ("people_organisationrecord", "award_keyrecord", "award_statuslistrecord")
SQLITE = """
CREATE TRIGGER stamp_{table}_{verb} AFTER {VERB} ON {table}
BEGIN UPDATE verify_stamprecord SET text = lower(hex(randomblob(16))); END
"""
POSTGRES_FUNCTION = """
CREATE FUNCTION verify_new_stamp() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
UPDATE verify_stamprecord SET text = md5(random()::text || clock_timestamp()::text);
RETURN NULL;
END $$
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
    apps.get_model("verify", "StampRecord").objects.create(text="first")
    sqlite = schema_editor.connection.vendor == "sqlite"
    if not sqlite:
        schema_editor.execute(POSTGRES_FUNCTION)
    for one in each():
        schema_editor.execute((SQLITE if sqlite else POSTGRES).format(**one))


def backwards(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    for one in each():
        place = "" if sqlite else " ON {table}"
        schema_editor.execute(("DROP TRIGGER stamp_{table}_{verb}" + place).format(**one))
    if not sqlite:
        schema_editor.execute("DROP FUNCTION verify_new_stamp()")


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("people", "0002_audit_append_only"),
        ("award", "0002_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="StampRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=64)),
            ],
        ),
        migrations.RunPython(forwards, backwards),
    ]
