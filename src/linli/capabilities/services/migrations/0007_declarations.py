"""A material that is declared instead of proved."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("services", "0006_materials_that_follow")]

    operations = [
        migrations.AddField("material", "declared", models.BooleanField(default=False)),
        migrations.RemoveConstraint("material", "a_paper_is_there_somehow"),
        migrations.AddConstraint(
            "material",
            models.CheckConstraint(
                condition=models.Q(file__isnull=False)
                | models.Q(known=True)
                | models.Q(seen=True)
                | models.Q(declared=True),
                name="a_paper_is_there_somehow",
            ),
        ),
    ]
