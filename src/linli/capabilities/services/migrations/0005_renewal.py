"""A matter that is to renew a result."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("services", "0004_acceptance_by_silence")]

    operations = [
        migrations.AddField(
            "application",
            "renews",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="services.result"
            ),
        ),
        migrations.AddField("application", "silent_on", models.DateField(null=True)),
        migrations.AddConstraint(
            "application",
            models.CheckConstraint(
                condition=models.Q(silent_on=None) | models.Q(renews__isnull=False), name="silence_renews_a_result"
            ),
        ),
        migrations.AddConstraint(
            "application",
            models.UniqueConstraint(
                condition=models.Q(outcome=None) | models.Q(outcome="granted"), fields=("renews",), name="renewed_once"
            ),
        ),
        migrations.AddIndex(
            "application",
            models.Index(
                condition=models.Q(state="review"), fields=["item", "decided_by"], name="under_review"
            ),
        ),
        migrations.AddIndex(
            "application",
            models.Index(condition=models.Q(outcome="granted"), fields=["item", "decided_by"], name="granted"),
        ),
        migrations.AddIndex(
            "application",
            models.Index(
                fields=["silent_on"], name="renewal", condition=models.Q(state__in=["filed", "review"])
            ),
        ),
    ]
