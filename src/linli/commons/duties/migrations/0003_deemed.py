"""A clock of acceptance by silence."""

from django.db import migrations, models

KINDS = [
    ("accept", "Acceptance"),
    ("deemed", "Counts as accepted"),
    ("correction", "Correction"),
    ("decide_promised", "Decision, as promised"),
    ("decide_statutory", "Decision, by law"),
    ("step", "This step"),
    ("notice", "Public notice"),
    ("deliver", "Delivery"),
    ("answer_rating", "Answer to a rating"),
]


class Migration(migrations.Migration):
    dependencies = [("duties", "0002_extension")]

    operations = [
        migrations.AlterField("clock", "kind", models.CharField(choices=KINDS, max_length=20)),
        migrations.AddIndex(
            "stop",
            models.Index(condition=models.Q(during__upper_inf=True), fields=["expected"], name="standing_still"),
        ),
    ]
