"""Each matter's search document; those that are there already are written by the worker, newest first."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("services", "0012_erasing")]

    operations = [
        migrations.CreateModel(
            "Words",
            [
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="+",
                        serialize=False, to="services.application",
                    ),
                ),
                ("text", models.TextField()),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                ("stale", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["words"], name="words_of_matters"
                    ),
                    models.Index(
                        fields=["application"], name="words_to_write", condition=models.Q(stale=True)
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            "INSERT INTO services_words (application_id, text, words, stale) "
            "SELECT id, '', '', true FROM services_application",
            migrations.RunSQL.noop,
        ),
    ]  # fmt: skip
