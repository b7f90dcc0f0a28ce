"""A reviewer's longest remark did not fit into the notice that carries it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="delivery",
            name="text",
            field=models.CharField(max_length=600, verbose_name="内容"),
        ),
        migrations.AlterField(
            model_name="notice",
            name="text",
            field=models.CharField(max_length=600, verbose_name="内容"),
        ),
    ]
