"""Standard settings; the database itself refuses to change what was judged and decided."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

ADDED_ONLY = ("assess_judgementrecord", "assess_adoptionrecord")
SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
BEGIN SELECT RAISE(ABORT, 'what was judged or decided is never changed'); END
"""
POSTGRES_FUNCTION = """
CREATE FUNCTION assess_never_changed() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'what was judged or decided is never changed'; END $$
"""
POSTGRES = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
FOR EACH ROW EXECUTE FUNCTION assess_never_changed()
"""


def forwards(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    if not sqlite:
        schema_editor.execute(POSTGRES_FUNCTION)
    for table in ADDED_ONLY:
        for verb in ("update", "delete"):
            text = SQLITE if sqlite else POSTGRES
            schema_editor.execute(text.format(table=table, verb=verb, VERB=verb.upper()))


def backwards(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    for table in ADDED_ONLY:
        for verb in ("update", "delete"):
            place = "" if sqlite else f" ON {table}"
            schema_editor.execute(f"DROP TRIGGER {table}_no_{verb}{place}")
    if not sqlite:
        schema_editor.execute("DROP FUNCTION assess_never_changed()")


class Migration(migrations.Migration):

    dependencies = [
        ('assess', '0001_initial'),
        ('people', '0002_audit_append_only'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='StandardSettingRecord',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('method', models.CharField(choices=[('angoff', 'Modified Angoff: rate every question'), ('bookmark', 'Bookmark: mark the last question that is mastered'), ('borderline', 'Borderline group: name people on the border'), ('contrasting', 'Contrasting groups: name the competent and the others')], max_length=12)),
                ('candidate', models.TextField()),
                ('consent', models.TextField()),
                ('training', models.TextField(blank=True)),
                ('show_key', models.BooleanField(default=False)),
                ('items', models.JSONField(default=list)),
                ('parameters', models.JSONField(default=list)),
                ('response_probability', models.FloatField(default=0.67)),
                ('cost_of_false_pass', models.FloatField(default=1.0)),
                ('maximum', models.FloatField()),
                ('calibrated_on_real', models.BooleanField(default=False)),
                ('simulated', models.BooleanField(default=False)),
                ('opened', models.DateTimeField(default=django.utils.timezone.now)),
                ('opened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisationrecord')),
                ('test', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='standard_settings', to='assess.testrecord')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PanelRoundRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('opened', models.DateTimeField(default=django.utils.timezone.now)),
                ('closed', models.DateTimeField(null=True)),
                ('impact_shown', models.BooleanField(default=False)),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisationrecord')),
                ('setting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='assess.standardsettingrecord')),
            ],
        ),
        migrations.CreateModel(
            name='PanellistRecord',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('name', models.CharField(max_length=150)),
                ('role', models.CharField(max_length=150)),
                ('expertise', models.CharField(blank=True, max_length=300)),
                ('nonce', models.CharField(max_length=32)),
                ('agreed', models.DateTimeField(null=True)),
                ('named', models.BooleanField(default=False)),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisationrecord')),
                ('setting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='panel', to='assess.standardsettingrecord')),
            ],
        ),
        migrations.CreateModel(
            name='AdoptionRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recommended', models.FloatField()),
                ('standard_error', models.FloatField(null=True)),
                ('panellists', models.PositiveSmallIntegerField()),
                ('rounds', models.PositiveSmallIntegerField()),
                ('people', models.PositiveIntegerField(default=0)),
                ('differs', models.BooleanField()),
                ('record', models.JSONField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('actor', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('cut', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='adoption', to='assess.cutscorerecord')),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisationrecord')),
                ('setting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='adoptions', to='assess.standardsettingrecord')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='JudgementRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=100)),
                ('value', models.FloatField(null=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('organisation', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisationrecord')),
                ('panellist', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='judgements', to='assess.panellistrecord')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='judgements', to='assess.panelroundrecord')),
            ],
            options={
                'indexes': [models.Index(models.F('round'), models.F('panellist'), name='judgement_seat')],
            },
        ),
        migrations.AddConstraint(
            model_name='panelroundrecord',
            constraint=models.UniqueConstraint(models.F('setting'), models.F('number'), name='one_round_a_number'),
        ),
        migrations.AddConstraint(
            model_name='panellistrecord',
            constraint=models.UniqueConstraint(models.F('setting'), models.F('number'), name='one_seat_a_number'),
        ),
        migrations.RunPython(forwards, backwards),
    ]
