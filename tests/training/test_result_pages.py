import pytest
from django.urls import reverse

from foundation.accounts.choices import Role
from tests.factories.lapas import PrisonFactory, officer_at
from tests.pages import submit
from tests.training.teaching_world import running_class
from tests.training.world import centre_officer
from training.models import UnitTrainingResult

pytestmark = pytest.mark.django_db


def url_of(world, name="result-judge"):
    return reverse(f"training:{name}", args=[world.course.pk])


def grid(world, *outcomes, person=0, **more):
    world.course.refresh_from_db()
    cells = {
        f"hasil-{world.people[person].pk}-{unit.pk}": outcome
        for unit, outcome in zip(world.units, outcomes, strict=False)
    }
    return {"version": world.course.results_version, "judged_on": f"{world.today:%d-%m-%Y}", **cells, **more}


def test_instructor_judges_himself_and_part_of_the_grid_is_enough(client):
    world = running_class(people=2)
    client.force_login(world.teacher)
    assert submit(client, url_of(world), grid(world, "passed")).status_code == 302
    row = UnitTrainingResult.objects.get()
    assert (row.enrolment, row.judged_by, row.typed_by) == (world.people[0], world.teacher.person, world.teacher)


@pytest.mark.parametrize("desk", ["prison", "centre"])
def test_officer_types_from_a_sheet_and_names_the_instructor(client, desk):
    world = running_class()
    officer = world.officer if desk == "prison" else centre_officer(world.course)
    client.force_login(officer)
    answer = submit(client, url_of(world, "result-record"), grid(world, "passed", judged_by=world.teacher.person_id))
    assert answer.status_code == 302
    row = UnitTrainingResult.objects.get()
    assert (row.judged_by, row.typed_by) == (world.teacher.person, officer)


def test_officer_cannot_judge_and_instructor_cannot_type(client):
    world = running_class()
    client.force_login(world.officer)
    assert client.get(url_of(world, "result-judge")).status_code == 403
    client.force_login(world.teacher)
    assert client.get(url_of(world, "result-record")).status_code == 403


def test_class_of_somebody_else_is_not_found(client):
    world = running_class()
    client.force_login(running_class().teacher)
    assert client.get(url_of(world)).status_code == 404
    assert submit(client, url_of(world), grid(world, "passed")).status_code == 404
    client.force_login(officer_at(PrisonFactory(), Role.WORK_OFFICER))
    assert client.get(url_of(world, "result-record")).status_code == 404


def test_conclude_button_fixes_the_complete_rows_only(client):
    world = running_class(people=2)
    client.force_login(world.teacher)
    submit(client, url_of(world), grid(world, "passed", "passed", conclude="1"))
    outcomes = dict(world.course.enrolments.values_list("pk", "outcome"))
    assert outcomes == {world.people[0].pk: "passed", world.people[1].pk: ""}
    page = client.get(url_of(world))
    locked = {row.enrolment.pk: row.is_locked for row in page.context["rows"]}
    assert locked == {world.people[0].pk: True, world.people[1].pk: False}
    # What is fixed is not sent any more, and the rest can still be saved.
    assert submit(client, url_of(world), grid(world, "not_yet", person=1)).status_code == 302
    assert UnitTrainingResult.objects.count() == 3


def test_the_later_of_two_people_is_told_and_sees_both_values(client):
    world = running_class()
    client.force_login(world.officer)
    mine = grid(world, "not_yet", "", judged_by=world.teacher.person_id)
    world.judge("passed", "passed")
    answer = submit(client, url_of(world, "result-record"), mine)
    assert answer.status_code == 409
    first, second = answer.context["rows"][0].cells
    assert (first.value, first.stored_meanwhile) == ("not_yet", "Lulus")
    assert (second.value, second.stored_meanwhile) == ("passed", "")
    assert set(UnitTrainingResult.objects.values_list("outcome", flat=True)) == {"passed"}


def test_refusal_of_the_service_stands_on_the_page_and_keeps_what_was_chosen(client):
    world = running_class()
    client.force_login(world.teacher)
    answer = submit(client, url_of(world), {**grid(world, "passed"), "judged_on": "01-01-2020"})
    assert answer.context["form"].errors["judged_on"]
    assert answer.context["rows"][0].cells[0].value == "passed"
