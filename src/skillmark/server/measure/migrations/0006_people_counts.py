"""Counts of one day for leaders, of nobody by name."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("measure", "0005_costing"),
        ("people", "0002_audit_append_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="PeopleCountRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("counted", models.DateTimeField(default=django.utils.timezone.now)),
                ("content", models.JSONField()),
                ("organisation", models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisationrecord")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("organisation",), name="people_counted_once")],
            },
        ),
    ]
