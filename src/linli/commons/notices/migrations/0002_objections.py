"""Anybody can object to what a notice shows."""

import django.db.models.deletion
from django.db import migrations, models

OUTCOMES = [("upheld", "Upheld"), ("dismissed", "Not upheld"), ("moot", "No longer needed")]
ID = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="NoticesContent",
            fields=[
                ID,
                ("digest", models.BinaryField(unique=True)),
                ("salt", models.BinaryField(null=True)),
                ("sealed", models.BinaryField(null=True)),
                ("kind", models.CharField(max_length=40)),
                ("subject_kind", models.CharField(max_length=40)),
                ("subject_id", models.CharField(max_length=60)),
                ("erased_at", models.DateTimeField(null=True)),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["subject_kind", "subject_id"], name="noticescontent_subject")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(erased_at=None, salt__isnull=False, sealed__isnull=False)
                        | models.Q(erased_at__isnull=False, salt=None, sealed=None),
                        name="noticescontent_whole_or_erased",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                ID,
                ("n", models.PositiveSmallIntegerField()),
                ("content", models.BinaryField()),
                ("key", models.CharField(blank=True, max_length=255)),
                ("asked", models.BinaryField()),
                ("address", models.BinaryField()),
                ("at", models.DateTimeField()),
                ("outcome", models.CharField(blank=True, choices=OUTCOMES, max_length=12)),
                ("answered", models.DateTimeField(null=True)),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="objections", to="notices.notice"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["address", "at"], name="objections_from")],
                "constraints": [
                    models.UniqueConstraint(fields=["notice", "n"], name="objections_are_numbered"),
                    models.UniqueConstraint(
                        condition=~models.Q(key=""), fields=["notice", "key"], name="one_objection_a_key"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(outcome="", answered=None)
                        | ~models.Q(outcome="") & models.Q(answered__isnull=False),
                        name="answered_with_an_outcome",
                    ),
                ],
            },
        ),
    ]
