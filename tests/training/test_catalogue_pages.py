"""Schemes, modules, corners and centres: lists, forms, and what their services refuse."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from lapas.models import Prison
from tests.factories.lapas import PrisonFactory
from tests.factories.training import (
    ModuleFactory,
    SchemeFactory,
    TrainingCentreFactory,
    TrainingCornerFactory,
    VocationalFieldFactory,
)
from tests.pages import submit
from tests.training.world import centre_officer, instructor_of, kemnaker_admin, new_class, work_officer
from training.models import Module, TrainingCentre, TrainingCorner
from training.services.catalogue import change_module, create_module
from training.services.places import change_centre, change_corner, open_corner

pytestmark = pytest.mark.django_db


def page(name, *args):
    return reverse(f"training:{name}", args=args)


@pytest.fixture
def admin(client):
    user = kemnaker_admin()
    client.force_login(user)
    return user


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize(
    ("name", "factory", "queries"),
    [
        ("scheme-list", SchemeFactory, 6),
        ("module-list", ModuleFactory, 5),
        ("corner-list", TrainingCornerFactory, 6),
        ("centre-list", TrainingCentreFactory, 5),
    ],
)
def test_lists_take_the_same_queries_for_one_row_and_thirty(
    client, admin, django_assert_num_queries, count, name, factory, queries
):
    factory.create_batch(count)
    client.get(page(name))  # the badges of the menu are kept for a minute

    with django_assert_num_queries(queries):
        response = client.get(page(name))

    assert len(response.context["table"].rows) == count


@pytest.mark.parametrize("count", [1, 30])
def test_scheme_detail_takes_the_same_queries_for_one_unit_and_thirty(client, admin, django_assert_num_queries, count):
    scheme = SchemeFactory(units=count)
    client.get(page("scheme-detail", scheme.pk))

    with django_assert_num_queries(6):
        response = client.get(page("scheme-detail", scheme.pk))

    assert len(response.context["units"]) == count


def test_schemes_are_found_by_a_unit(client, admin):
    scheme, _other = SchemeFactory(), SchemeFactory()
    unit = scheme.units.first()

    response = client.get(page("scheme-list"), {"cari": unit.code})

    assert list(response.context["table"].data) == [scheme]


def test_scheme_says_when_its_unit_list_is_incomplete(client, admin):
    shown = client.get(page("scheme-detail", SchemeFactory(is_complete=False).pk)).content.decode()

    assert "hanya memuat sebagian unit" in shown


def levels(**changes):
    form = {
        "sentenced": "block",
        "security": "warn",
        "fit_for_work": "block",
        "one_third": "warn",
        "education": "warn",
        "holds_scheme": "block",
        "clash": "block",
        "earlier_exit": "warn",
        "guardian": "block",
        "data": "unknown",
        "nik": "unknown",
        "time_late": "block",
        "time_margin": "block",
        "time_tight": "warn",
        "time_any_day": "warn",
        "time_far": "warn",
        "time_two_thirds": "unknown",
        **changes,
    }
    return {f"level_{code}": level for code, level in form.items()}


def module_data(scheme, **changes):
    return {
        "title": "Las Dasar",
        "scheme": scheme.pk,
        "hours_jp": 160,
        "days": 20,
        "seats": 16,
        "is_active": "on",
        **changes,
    }


def test_module_create_keeps_only_levels_that_differ(client, admin):
    scheme = SchemeFactory()

    response = submit(client, page("module-create"), module_data(scheme, **levels(education="block")))

    assert response.url == page("module-list")
    module = Module.objects.get()
    assert (module.title, module.finding_levels) == ("Las Dasar", {"education": "block"})


def test_module_form_offers_no_level_beyond_the_bounds(client, admin):
    form = client.get(page("module-create")).context["form"]

    assert [level for level, _ in form.fields["level_nik"].choices] == ["ok", "unknown"]
    assert [level for level, _ in form.fields["level_time_any_day"].choices] == ["warn", "block"]


def test_module_change_shows_and_saves(client, admin):
    module = ModuleFactory(finding_levels={"education": "block"})
    shown = client.get(page("module-change", module.pk)).context["form"]

    submit(client, page("module-change", module.pk), module_data(module.scheme, **levels()))

    module.refresh_from_db()
    assert shown["level_education"].initial == "block"
    assert (module.title, module.finding_levels) == ("Las Dasar", {})


def test_module_create_refuses_an_inactive_scheme(admin):
    with pytest.raises(ValidationError) as refusal:
        create_module(title="x", scheme=SchemeFactory(is_active=False), hours_jp=1, days=1, seats=1, actor=admin)

    assert refusal.value.error_dict["scheme"][0].code == "inactive"


def test_module_create_refuses_an_unknown_level(admin):
    with pytest.raises(ValidationError) as refusal:
        create_module(
            title="x",
            scheme=SchemeFactory(),
            hours_jp=1,
            days=1,
            seats=1,
            finding_levels={"hair": "block"},
            actor=admin,
        )

    assert refusal.value.code == "unknown_level"


def test_module_create_refuses_no_hours(admin):
    with pytest.raises(ValidationError) as refusal:
        create_module(title="x", scheme=SchemeFactory(), hours_jp=0, days=1, seats=1, actor=admin)

    assert refusal.value.error_dict["hours_jp"][0].code == "not_positive"


def test_module_change_refuses_another_scheme_once_used(admin):
    module = new_class().module

    with pytest.raises(ValidationError) as refusal:
        change_module(module=module, title="x", scheme=SchemeFactory(), hours_jp=1, days=1, seats=1, actor=admin)

    assert refusal.value.error_dict["scheme"][0].code == "module_in_use"


def test_catalogue_is_changed_by_kemnaker_only(client):
    training_class = new_class()
    client.force_login(work_officer(training_class.corner.prison))

    assert client.get(page("module-create")).status_code == 403
    assert client.get(page("module-change", training_class.module_id)).status_code == 403
    assert client.get(page("module-list")).status_code == 200


def test_corner_create_opens_in_the_own_prison(client):
    prison, field = PrisonFactory(), VocationalFieldFactory()
    client.force_login(work_officer(prison))

    submit(
        client,
        page("corner-create"),
        {"prison": prison.pk, "name": "Pojok Las", "fields_taught": [field.pk], "seats": 12},
    )

    corner = TrainingCorner.objects.get()
    assert (corner.prison, corner.name, list(corner.fields.all())) == (prison, "Pojok Las", [field])


def test_corner_create_refuses_another_prison(client):
    client.force_login(work_officer(PrisonFactory()))
    foreign, field = PrisonFactory(), VocationalFieldFactory()

    response = submit(
        client, page("corner-create"), {"prison": foreign.pk, "name": "X", "fields_taught": [field.pk], "seats": 12}
    )

    assert "prison" in response.context["form"].errors
    assert not TrainingCorner.objects.exists()


def test_corner_create_refuses_a_name_twice(client):
    corner = TrainingCornerFactory()
    client.force_login(work_officer(corner.prison))
    data = {"prison": corner.prison_id, "name": corner.name, "fields_taught": [VocationalFieldFactory().pk], "seats": 1}

    response = submit(client, page("corner-create"), data)

    assert "sudah ada di UPT ini" in response.context["form"].errors["__all__"][0]


def test_corner_change_saves_and_foreign_ones_are_not_found(client):
    corner, foreign = TrainingCornerFactory(), TrainingCornerFactory()
    client.force_login(work_officer(corner.prison))
    data = {"name": "Pojok Baru", "fields_taught": [VocationalFieldFactory().pk], "seats": 20, "is_active": "on"}

    submit(client, page("corner-change", corner.pk), data)

    corner.refresh_from_db()
    assert (corner.name, corner.seats) == ("Pojok Baru", 20)
    assert client.get(page("corner-change", foreign.pk)).status_code == 404


@pytest.mark.parametrize(
    ("field", "code", "changes"),
    [
        ("is_active", "corner_in_use", {"is_active": False}),
        ("seats", "seats_in_use", {"seats": 15}),
        ("fields", "field_in_use", {"fields": "other"}),
    ],
)
def test_corner_change_refuses_what_open_classes_use(admin, field, code, changes):
    corner = new_class().corner
    fields = list(corner.fields.all())
    if changes.get("fields"):
        changes = {"fields": [VocationalFieldFactory(title_id="Garmen", title_en="Garment")]}

    with pytest.raises(ValidationError) as refusal:
        change_corner(
            corner=corner, actor=admin, **{"name": "x", "fields": fields, "seats": 16, "is_active": True, **changes}
        )

    assert refusal.value.error_dict[field][0].code == code


@pytest.mark.parametrize(
    ("field", "code", "changes"), [("fields", "no_field", {"fields": []}), ("seats", "not_positive", {"seats": 0})]
)
def test_corner_open_refuses_an_empty_one(admin, field, code, changes):
    facts = {"prison": PrisonFactory(), "name": "x", "fields": [VocationalFieldFactory()], "seats": 1}

    with pytest.raises(ValidationError) as refusal:
        open_corner(actor=admin, **{**facts, **changes})

    assert refusal.value.error_dict[field][0].code == code
    assert Prison.objects.exists()


def test_centre_is_registered_and_changed(client, admin):
    submit(client, page("centre-create"), {"code": "bpvp-9", "name": "BPVP Serang", "kind": "bpvp", "city": "Serang"})
    centre = TrainingCentre.objects.get()
    submit(
        client,
        page("centre-change", centre.pk),
        {"code": "BPVP-9", "name": "BPVP Serang Raya", "kind": "bpvp", "city": "Serang", "is_active": "on"},
    )

    centre.refresh_from_db()
    assert (centre.code, centre.name, centre.is_active) == ("BPVP-9", "BPVP Serang Raya", True)


def test_centre_code_is_unique(client, admin):
    TrainingCentreFactory(code="BPVP-9")

    response = submit(client, page("centre-create"), {"code": "bpvp-9", "name": "x", "kind": "bpvp", "city": "y"})

    assert "code" in response.context["form"].errors


def test_centre_with_open_classes_is_not_closed(admin):
    centre = new_class().centre

    with pytest.raises(ValidationError) as refusal:
        change_centre(centre=centre, code=centre.code, name="x", kind="bpvp", city="y", is_active=False, actor=admin)

    assert refusal.value.error_dict["is_active"][0].code == "centre_in_use"


def test_instructors_are_assigned_and_taken_off_on_the_page(client):
    training_class = new_class()
    teacher = instructor_of(training_class)
    client.force_login(centre_officer(training_class))
    posting = training_class.instructors.get()

    shown = client.get(page("class-staff", training_class.pk))
    again = submit(client, page("class-staff", training_class.pk), {"person": teacher.person_id})
    submit(
        client, page("instructor-end", training_class.pk, posting.pk), {"on": f"{training_class.starts_on:%d-%m-%Y}"}
    )

    posting.refresh_from_db()
    assert [row.person for row in shown.context["current"]] == [teacher.person]
    assert "sudah mengajar kelas ini" in again.context["form"].errors["__all__"][0]
    assert posting.until_date == training_class.starts_on
