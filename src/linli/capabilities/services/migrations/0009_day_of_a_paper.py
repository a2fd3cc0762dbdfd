from django.db import migrations, models

FILL = """
UPDATE services_material m SET handed_in = (a.filed_at AT TIME ZONE 'Asia/Shanghai')::date
FROM services_application a WHERE a.id = m.application_id
"""


class Migration(migrations.Migration):
    dependencies = [("services", "0008_application_agent")]

    operations = [
        migrations.AddField("material", "handed_in", models.DateField(null=True)),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField("material", "handed_in", models.DateField()),
        migrations.AddField("material", "rests_on", models.CharField(blank=True, default="", max_length=80)),
    ]
