"""A matter can stand still for a special procedure."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("services", "0002_applications")]

    operations = [
        migrations.AddField("application", "procedure", models.CharField(blank=True, default="", max_length=60)),
        migrations.AddConstraint(
            "application",
            models.CheckConstraint(
                condition=models.Q(procedure="") | models.Q(state="review"), name="a_procedure_only_under_review"
            ),
        ),
    ]
