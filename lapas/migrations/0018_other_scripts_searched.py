from typing import Any

from django.db import migrations

from lapas import names


def fold_again(apps: Any, schema_editor: Any) -> None:
    """Names in other scripts had no word in the search key."""
    inmates = apps.get_model("lapas", "Inmate").objects
    columns = ("pk", "name", "patronymic", "alias", "register_number", "search_key")
    for pk, name, patronymic, alias, number, kept in inmates.values_list(*columns).iterator(5000):
        if name.isascii() and patronymic.isascii() and alias.isascii():
            continue
        key = names.search_key_of(name=name, patronymic=patronymic, alias=alias, register_number=number)
        if key != kept:
            inmates.filter(pk=pk).update(search_key=key)


class Migration(migrations.Migration):

    dependencies = [
        ("lapas", "0017_act_drafts"),
    ]

    operations = [
        migrations.RunPython(fold_again, migrations.RunPython.noop),
    ]
