"""The result grid: whole form and saving as one types, who reaches whom, 409, handing in, the paper sheet."""

import datetime
import json
import re

import pytest
import time_machine
from django.urls import reverse

from certification import grid
from certification.choices import ExamStatus, SheetState
from certification.models import UnitResult
from certification.services.results import return_results, set_status
from foundation import clock
from tests.certification import scenes
from tests.factories.certification import officer_of
from tests.pages import submit

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"certification:{name}", args=args)


@pytest.fixture
def exam():
    return scenes.staffed_exam(4, assessors=2)


@pytest.fixture
def own(client, exam):
    """The first assessor, signed in; his candidates are 1 and 2."""
    person = exam.assessments.first().assessor
    user = scenes.account_of(person)
    client.force_login(user)
    return user


def units(exam):
    return [link.unit_id for link in exam.scheme.scheme_units.all()]


def send(client, sheet, body, name="exam-result-save", **headers):
    return client.post(url(name, sheet.pk), json.dumps(body), content_type="application/json", headers=headers)


def whole(sheets, outcomes, **words):
    """The fields of the whole form for these candidates, every unit the same."""
    data = {}
    for sheet in sheets:
        data |= {f"v-{sheet.pk}": sheet.version, f"s-{sheet.pk}": "ready", f"r-{sheet.pk}": "", f"m-{sheet.pk}": ""}
        data |= {f"u-{sheet.pk}-{unit}": outcomes for unit in units(sheet.exam)}
    return data | words


def test_grid_shows_an_assessor_only_the_own_candidates_and_nothing_of_the_registry(client, exam, own):
    page = client.get(url("exam-results", exam.pk)).content.decode()
    first, second, third, fourth = (sheet.inmate for sheet in exam.assessments.all())
    assert first.name in page
    assert second.name in page
    assert third.name not in page
    assert fourth.name not in page
    assert first.register_number not in page
    assert str(first.prison) not in page


def test_grid_takes_the_same_queries_for_any_number(client, django_assert_max_num_queries):
    exam = scenes.staffed_exam(12)
    client.force_login(scenes.account_of(exam.assessors.get().person))
    with django_assert_max_num_queries(12):
        client.get(url("exam-results", exam.pk))


def test_grid_of_another_exam_is_not_found(client, own):
    other = scenes.staffed_exam(1)
    assert client.get(url("exam-results", other.pk)).status_code == 404
    assert send(client, other.assessments.get(), {"version": 0, "units": {}}).status_code == 404


def test_save_refuses_a_candidate_of_the_other_assessor(client, exam, own):
    foreign = exam.assessments.last()
    response = send(client, foreign, {"version": 0, "units": {units(exam)[0]: "K"}})
    assert response.status_code == 404
    assert not UnitResult.objects.exists()


def test_save_writes_one_unit_and_says_when(client, exam, own):
    sheet, unit = exam.assessments.first(), units(exam)[0]
    response = send(client, sheet, {"version": 0, "units": {unit: "K"}})
    body = response.json()
    assert response.status_code == 200
    assert body["current"]["version"] == 1
    assert body["current"]["units"][str(unit)] == "K"
    assert body["current"]["verdict"] == "2 unit lagi"
    assert re.fullmatch(r"\d\d\.\d\d\.\d\d WI(B|TA|T)", body["saved_at"])
    assert UnitResult.objects.get().outcome == "K"


def test_saved_at_is_said_on_the_clock_of_the_place_with_the_day_unless_it_is_today():
    at = datetime.datetime(2026, 11, 24, 1, 12, 33, tzinfo=datetime.UTC)
    with time_machine.travel(at, tick=False):
        assert grid.saved_at(at, "Asia/Makassar") == "09.12.33 WITA"
        assert grid.saved_at(at - datetime.timedelta(hours=10), "Asia/Jayapura") == "00.12.33 WIT"
        assert grid.saved_at(at - datetime.timedelta(hours=12), "Asia/Jakarta") == "23-11-2026 20.12.33 WIB"


def test_save_remembers_what_was_filled_at_once(client, exam, own):
    body = {"version": 0, "units": dict.fromkeys(units(exam), "K"), "at_once": True}
    current = send(client, exam.assessments.first(), body).json()["current"]
    assert current["verdict"] == "Kompeten"
    assert sorted(current["at_once"]) == sorted(units(exam))


def test_save_writes_absence_with_its_reason(client, exam, own):
    body = {"version": 0, "status": "absent", "reason": "sidang di luar"}
    current = send(client, exam.assessments.first(), body).json()["current"]
    assert current["reason_line"] == "Tidak hadir: sidang di luar. Tidak dihitung sebagai percobaan."
    assert (current["tone"], current["verdict"]) == ("mut", "Tidak hadir")


def test_save_writes_a_remark(client, exam, own):
    current = send(client, exam.assessments.first(), {"version": 0, "remarks": "Rapi"}).json()["current"]
    assert current["remarks"] == "Rapi"


def test_save_answers_409_with_the_present_values_when_somebody_was_faster(client, exam, own):
    sheet, unit = exam.assessments.first(), units(exam)[0]
    send(client, sheet, {"version": 0, "units": {unit: "K"}})
    response = send(client, sheet, {"version": 0, "units": {unit: "BK"}})
    assert response.status_code == 409
    current = response.json()["current"]
    assert (current["version"], current["units"][str(unit)], current["who"]) == (1, "K", str(own))
    assert UnitResult.objects.get().outcome == "K"


def test_save_answers_422_with_the_reason_of_a_refusal(client, exam, own):
    response = send(client, exam.assessments.first(), {"version": 0, "status": "absent", "reason": ""})
    assert response.status_code == 422
    assert "Tulis alasannya" in response.json()["message"]


@pytest.mark.parametrize(
    "body", [{}, [], {"version": "x", "units": {}}, {"version": 0, "units": [1]}, {"version": 0, "units": {"a": "K"}}]
)
def test_save_answers_400_to_what_it_cannot_read(client, exam, own, body):
    assert send(client, exam.assessments.first(), body).status_code == 400


def test_save_answers_401_when_the_session_is_over(client, exam):
    response = send(client, exam.assessments.first(), {"version": 0, "units": {}}, **{"HX-Request": "true"})
    assert response.status_code == 401


def test_save_is_closed_to_an_lsp_officer_under_the_assessors_address(client, exam):
    client.force_login(officer_of(exam.lsp))
    assert send(client, exam.assessments.first(), {"version": 0, "units": {}}).status_code == 403


def test_typing_keeps_who_judged_and_who_typed(client, exam):
    user = officer_of(exam.lsp)
    client.force_login(user)
    sheet = exam.assessments.last()
    response = send(client, sheet, {"version": 0, "units": {units(exam)[0]: "BK"}}, "exam-result-save-type")
    assert response.status_code == 200
    sheet.refresh_from_db()
    assert (sheet.judged_by, sheet.typed_by) == (sheet.assessor, user)


def test_typing_page_shows_all_candidates_with_their_assessors(client, exam):
    client.force_login(officer_of(exam.lsp))
    page = client.get(url("exam-results-type", exam.pk)).content.decode()
    for sheet in exam.assessments.all():
        assert sheet.inmate.name in page
        assert str(sheet.assessor) in page


def test_whole_form_saves_without_javascript(client, exam, own):
    first, second = exam.assessments.all()[:2]
    data = whole([first, second], "K") | {f"s-{second.pk}": "absent", f"r-{second.pk}": "sakit", f"m-{first.pk}": "Ok"}
    response = submit(client, url("exam-results", exam.pk), data)
    assert response.url == url("exam-results", exam.pk)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.recommendation, first.remarks) == ("K", "Ok")
    assert (second.status, second.status_reason) == ("absent", "sakit")


def test_whole_form_brings_an_absent_candidate_back(client, exam, own):
    first = exam.assessments.first()
    set_status(assessment=first, status="absent", reason="sakit", version=0, actor=None)
    first.refresh_from_db()
    submit(client, url("exam-results", exam.pk), whole([first], "BK"))
    first.refresh_from_db()
    assert (first.status, first.recommendation) == ("assessed", "BK")


def test_whole_form_writes_nothing_when_one_candidate_is_refused(client, exam, own):
    first, second = exam.assessments.all()[:2]
    data = whole([first, second], "K") | {f"s-{second.pk}": "absent"}
    response = submit(client, url("exam-results", exam.pk), data)
    assert "Tulis alasannya" in response.context["form"].non_field_errors()[0]
    assert not UnitResult.objects.exists()


def test_whole_form_tells_when_somebody_was_faster(client, exam, own):
    first = exam.assessments.first()
    data = whole([first], "BK")
    scenes.judge(first, "K")
    response = submit(client, url("exam-results", exam.pk), data)
    assert "sudah diubah orang lain" in response.context["form"].non_field_errors()[0]
    assert set(UnitResult.objects.values_list("outcome", flat=True)) == {"K"}


def test_whole_form_ignores_a_candidate_of_the_other_assessor(client, exam, own):
    submit(client, url("exam-results", exam.pk), whole([exam.assessments.last()], "K"))
    assert not UnitResult.objects.exists()


def test_grid_is_closed_before_the_day(client, exam, own):
    with time_machine.travel(clock.now() - datetime.timedelta(days=1), tick=False):
        exam.assessors.update(from_date=clock.today())
        client.force_login(own)
        page = client.get(url("exam-results", exam.pk)).content.decode()
    assert "Hasil baru dapat dicatat pada hari uji" in page
    assert "Simpan semua" not in page


def test_submit_page_hands_in_the_own_share(client, exam, own):
    for sheet in exam.assessments.filter(assessor=own.person):
        scenes.judge(sheet)
    page = client.get(url("exam-submit", exam.pk)).content.decode()
    assert page.count("Kompeten") >= 2
    response = submit(client, url("exam-submit", exam.pk))
    assert response.url == url("my-exam-list")
    exam.refresh_from_db()
    assert exam.status == ExamStatus.DATED
    assert [sheet.sheet for sheet in exam.assessments.all()] == ["submitted", "submitted", "draft", "draft"]
    assert "sudah diajukan dan terkunci" in client.get(url("exam-results", exam.pk)).content.decode()


def test_submit_page_says_who_is_incomplete(client, exam, own):
    response = submit(client, url("exam-submit", exam.pk))
    assert "Asesi 01 dan Asesi 02 belum lengkap" in response.context["form"].non_field_errors()[0]


def test_submit_by_an_officer_hands_in_everything(client, exam):
    client.force_login(officer_of(exam.lsp))
    for sheet in exam.assessments.all():
        scenes.judge(sheet)
    submit(client, url("exam-submit-type", exam.pk))
    exam.refresh_from_db()
    assert exam.status == ExamStatus.SUBMITTED


def test_returned_results_show_the_note(client):
    exam = scenes.submitted_exam(1)
    assessor = exam.assessors.get().person
    return_results(exam=exam, assessors=[assessor], note="Unit 2 tanpa bukti", actor=None)
    client.force_login(scenes.account_of(assessor))
    assert "Unit 2 tanpa bukti" in client.get(url("exam-results", exam.pk)).content.decode()
    assert exam.assessments.get().sheet == SheetState.RETURNED


def test_own_exams_list_counts_the_own_share(client, exam, own):
    scenes.judge(exam.assessments.first())
    page = client.get(url("my-exam-list")).content.decode()
    assert "1 dari 2 terisi" in page
    assert str(exam.training_class.corner.prison) not in page


def test_own_exams_list_is_closed_to_others(client, exam):
    client.force_login(officer_of(exam.lsp))
    assert client.get(url("my-exam-list")).status_code == 403


def test_paper_sheet_has_names_units_and_blanks(client, exam, own):
    page = client.get(url("exam-sheet", exam.pk)).content.decode()
    first = exam.assessments.first()
    assert first.inmate.name in page
    assert exam.scheme.units.first().code in page
    assert f"UK-{exam.pk}-1" in page
    assert "qrline" in page
    assert first.assessor.assessor.met_number in page
    assert exam.assessments.last().inmate.name not in page
    assert str(first.inmate.prison) not in page


def test_paper_sheets_of_an_officer_have_a_part_per_assessor(client, exam):
    client.force_login(officer_of(exam.lsp))
    page = client.get(url("exam-sheet-type", exam.pk))
    assert len(page.context["parts"]) == 2


def test_grid_carries_over_what_was_competent_before(client):
    exam = scenes.staffed_exam(1)
    sheet = exam.assessments.get()
    UnitResult.objects.create(
        assessment=sheet,
        unit_id=units(exam)[0],
        position=1,
        outcome="K",
        carried_over=True,
        recorded_at=clock.now(),
    )
    client.force_login(scenes.account_of(sheet.assessor))
    page = client.get(url("exam-results", exam.pk)).content.decode()
    assert "Kompeten pada uji sebelumnya" in page
    submit(client, url("exam-results", exam.pk), whole([sheet], "K"))
    assert UnitResult.objects.filter(carried_over=True).count() == 1
    sheet.refresh_from_db()
    assert sheet.recommendation == "K"
