from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recognition", "0013_action_units"),
    ]

    operations = [
        migrations.AddField(
            model_name="part",
            name="search",
            field=models.JSONField(null=True),
        ),
    ]
