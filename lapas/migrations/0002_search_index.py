from django.db import migrations

from lapas import vendor


class Migration(migrations.Migration):
    dependencies = [("lapas", "0001_initial")]

    operations = [migrations.RunPython(vendor.create_search_index, vendor.drop_search_index)]
