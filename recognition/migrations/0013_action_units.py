from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recognition", "0012_fine_peaks"),
    ]

    operations = [
        migrations.AddField(
            model_name="recording",
            name="action_units",
            field=models.FileField(blank=True, max_length=200, upload_to=""),
        ),
        migrations.AddField(
            model_name="recording",
            name="action_units_bytes",
            field=models.BigIntegerField(default=0),
        ),
    ]
