"""Accepted on the condition that materials follow."""

import django.contrib.postgres.fields
from django.db import migrations, models

ACCEPTANCE = [("ordinary", "Accepted"), ("deemed", "Counts as accepted"), ("conditional", "Accepted; papers follow")]


class Migration(migrations.Migration):
    dependencies = [("services", "0005_renewal")]

    operations = [
        migrations.AlterField(
            "application", "acceptance", models.CharField(choices=ACCEPTANCE, max_length=12, null=True)
        ),
        migrations.AddField(
            "application",
            "to_follow",
            django.contrib.postgres.fields.ArrayField(models.CharField(max_length=60), default=list),
        ),
        migrations.AddField("application", "promised_at", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "application",
            models.CheckConstraint(
                condition=models.Q(to_follow=[]) | models.Q(state__in=["review", "ended"], acceptance="conditional"),
                name="nothing_follows_a_decision",
            ),
        ),
        migrations.AddConstraint(
            "application",
            models.CheckConstraint(
                condition=models.Q(promised_at=None) | models.Q(acceptance="conditional"),
                name="promised_on_a_condition",
            ),
        ),
    ]
