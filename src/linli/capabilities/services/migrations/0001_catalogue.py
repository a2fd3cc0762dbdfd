import django.db.models.deletion
from django.db import migrations, models

FREEZE = """
CREATE FUNCTION services_published_is_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a published version never changes' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER services_itemversion_frozen BEFORE UPDATE OR DELETE ON services_itemversion
    FOR EACH ROW EXECUTE FUNCTION services_published_is_published();
"""
THAW = """
DROP TRIGGER services_itemversion_frozen ON services_itemversion;
DROP FUNCTION services_published_is_published();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Item",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=60, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="ItemVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("body", models.JSONField()),
                ("published_at", models.DateTimeField()),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="services.item"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("item", "number"), name="one_version_a_number")],
            },
        ),
        migrations.RunSQL(FREEZE, THAW),
    ]
