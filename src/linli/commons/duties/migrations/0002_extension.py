"""A limit can be extended, once; what stands still says until when it is expected to."""

from django.db import migrations, models

ONCE = """
CREATE FUNCTION duties_extend_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'clock % has been extended already', OLD.id USING ERRCODE = 'unique_violation',
        CONSTRAINT = 'a_clock_is_extended_once';
END $$;
CREATE TRIGGER extend_once BEFORE UPDATE OF extra, extended ON duties_clock FOR EACH ROW
WHEN (OLD.extra IS NOT NULL AND (NEW.extra, NEW.extended) IS DISTINCT FROM (OLD.extra, OLD.extended))
EXECUTE FUNCTION duties_extend_once();
"""
AGAIN = "DROP TRIGGER extend_once ON duties_clock; DROP FUNCTION duties_extend_once();"


class Migration(migrations.Migration):
    dependencies = [("duties", "0001_initial")]

    operations = [
        migrations.AddField("clock", "extra", models.PositiveIntegerField(null=True)),
        migrations.AddField("clock", "extended", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "clock",
            models.CheckConstraint(
                condition=models.Q(extra=None, extended=None) | models.Q(extra__gt=0, extended__isnull=False),
                name="extended_wholly_or_not",
            ),
        ),
        migrations.AddField(
            "stop",
            "expected",
            models.DateTimeField(default=None, null=True),
        ),
        migrations.RunSQL("UPDATE duties_stop SET expected = coalesce(upper(during), lower(during))", ""),
        migrations.AlterField("stop", "expected", models.DateTimeField()),
        migrations.RunSQL(ONCE, AGAIN),
    ]
