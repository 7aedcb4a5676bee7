"""Pages of exams: lists, proposing, dating, detail, deciding; fences and query counts."""

import pytest
from django.urls import reverse

from certification.choices import ExamStatus
from certification.models import DecisionMeeting, Exam
from foundation.accounts.choices import Role
from tests.certification import scenes
from tests.factories.accounts import NationPostingFactory, UserFactory
from tests.factories.certification import AssessmentFactory, ExamFactory, LspFactory, officer_of
from tests.factories.training import EnrolmentFactory, TrainingClassFactory
from tests.pages import submit
from training.choices import TrainingOutcome
from training.models import Module, Scheme, TrainingClass

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"certification:{name}", args=args)


def errors(response):
    return [text for texts in response.context["form"].errors.values() for text in texts]


@pytest.fixture
def kemnaker(client):
    user = scenes.kemnaker()
    client.force_login(user)
    return user


def sign_in_officer(client, exam):
    user = officer_of(exam.lsp)
    client.force_login(user)
    return user


@pytest.mark.parametrize(
    ("scheme", "module", "said"),
    [
        ("Operator Komputer", "Operator Komputer", "Operator Komputer, Angkatan 2"),
        ("Pemasangan Instalasi Listrik", "Instalasi listrik", "Pemasangan Instalasi Listrik, Angkatan 2"),
        ("Plate Welder", "Pengelasan Pelat", "Plate Welder, Pengelasan Pelat, Angkatan 2"),
    ],
)
def test_an_exam_says_a_class_that_is_named_like_its_scheme_once(scheme, module, said):
    course = TrainingClass(module=Module(title=module), batch=2)
    assert str(Exam(scheme=Scheme(title_id=scheme), training_class=course)) == said


@pytest.mark.parametrize("rows", [1, 30])
def test_exam_list_takes_the_same_queries_for_any_number(client, django_assert_num_queries, rows):
    lsp = LspFactory()
    training_class = TrainingClassFactory(finished=True)
    for _number in range(rows):
        AssessmentFactory(exam=ExamFactory(lsp=lsp, training_class=training_class, dated=True))
    client.force_login(officer_of(lsp))
    client.get(url("exam-list"))  # the badges of the menu are kept for a minute
    with django_assert_num_queries(7):
        response = client.get(url("exam-list"))
    assert response.content.decode().count("/sertifikasi/uji/") >= rows


def test_exam_list_shows_an_officer_only_the_own_lsp(client):
    own, other = ExamFactory(), ExamFactory()
    sign_in_officer(client, own)
    page = client.get(url("exam-list")).content.decode()
    assert str(own.scheme) in page
    assert str(other.scheme) not in page


def test_exam_list_is_closed_to_an_assessor(client):
    exam = scenes.staffed_exam(1)
    client.force_login(scenes.account_of(exam.assessors.get().person))
    assert client.get(url("exam-list")).status_code == 403


@pytest.mark.parametrize("rows", [1, 30])
def test_ready_classes_take_the_same_queries_for_any_number(client, kemnaker, django_assert_num_queries, rows):
    for _number in range(rows):
        EnrolmentFactory(
            training_class=TrainingClassFactory(finished=True), finished=True, outcome=TrainingOutcome.PASSED
        )
    client.get(url("exam-propose-list"))  # the badges of the menu are kept for a minute
    with django_assert_num_queries(5):
        response = client.get(url("exam-propose-list"))
    assert response.content.decode().count("Usulkan uji") >= rows


def test_ready_classes_leave_out_those_with_an_exam(client, kemnaker):
    ready, proposed = scenes.ready_class(2), scenes.proposed_exam(2).training_class
    late = EnrolmentFactory(training_class=proposed, finished=True, outcome=TrainingOutcome.PASSED)
    page = client.get(url("exam-propose-list"))
    assert [row.pk for row in page.context["object_list"]] == [ready.pk]
    page = client.get(url("exam-propose-list") + "?tampil=semua")
    counts = {row.pk: row.candidate_count for row in page.context["object_list"]}
    assert counts == {ready.pk: 2, proposed.pk: 1}
    assert late.inmate.name not in page.content.decode()


def test_propose_page_offers_the_lsps_with_the_scheme_of_the_class(client, kemnaker):
    training_class = scenes.ready_class(1)
    lsp = scenes.lsp_for(training_class)
    LspFactory()
    page = client.get(url("exam-propose") + f"?kelas={training_class.pk}")
    form = page.context["form"]
    assert list(form.fields["lsp"].queryset) == [lsp]
    assert form.initial["training_class"] == training_class
    assert list(form.fields["training_class"].queryset) == [training_class]
    assert f"{training_class.corner.prison} · 1 calon asesi" in page.content.decode()


def test_propose_page_without_a_class_opens_their_list(client, kemnaker):
    assert client.get(url("exam-propose")).url == url("exam-propose-list")


def test_propose_page_makes_the_exam(client, kemnaker):
    training_class = scenes.ready_class(2)
    data = {
        "training_class": training_class.pk,
        "lsp": scenes.lsp_for(training_class).pk,
        "proposed_for": scenes.today().strftime("%d-%m-%Y"),
    }
    response = submit(client, url("exam-propose"), data)
    exam = Exam.objects.get()
    assert response.url == url("exam-detail", exam.pk)
    assert exam.assessments.count() == 2
    assert exam.proposed_by == kemnaker


def test_propose_page_shows_the_refusal_of_the_service(client, kemnaker):
    training_class = scenes.ready_class(1)
    data = {
        "training_class": training_class.pk,
        "lsp": LspFactory().pk,
        "proposed_for": scenes.today().strftime("%d-%m-%Y"),
    }
    response = submit(client, url("exam-propose"), data)
    assert "tidak memiliki skema" in errors(response)[0]
    assert not Exam.objects.exists()


def test_propose_page_takes_no_class_without_candidates(client, kemnaker):
    training_class = TrainingClassFactory(finished=True)
    data = {"training_class": training_class.pk, "lsp": LspFactory().pk, "proposed_for": "24-11-2026"}
    response = submit(client, url("exam-propose"), data)
    assert "training_class" in response.context["form"].errors


def test_propose_page_is_closed_to_an_lsp(client):
    exam = ExamFactory()
    sign_in_officer(client, exam)
    assert client.get(url("exam-propose")).status_code == 403


def test_detail_takes_the_same_queries_for_any_number_of_candidates(client, django_assert_max_num_queries):
    exam = scenes.submitted_exam(12)
    sign_in_officer(client, exam)
    client.get(url("exam-list"))  # the badges of the menu are kept for a minute
    with django_assert_max_num_queries(12):
        page = client.get(url("exam-detail", exam.pk)).content.decode()
    assert exam.assessments.first().inmate.name in page


def test_detail_of_another_lsp_is_not_found(client):
    sign_in_officer(client, ExamFactory())
    assert client.get(url("exam-detail", ExamFactory().pk)).status_code == 404


def test_detail_names_nobody_to_kemnaker(client, kemnaker):
    exam = scenes.proposed_exam(2)
    page = client.get(url("exam-detail", exam.pk)).content.decode()
    assert "2 orang" in page
    assert exam.assessments.first().inmate.name not in page


def test_detail_shows_no_release_date_to_an_lsp(client):
    exam = scenes.proposed_exam(1)
    inmate = exam.assessments.get().inmate
    inmate.earliest_release = scenes.today().replace(year=scenes.today().year + 1, day=15)
    inmate.earliest_release_basis = "expiry"
    inmate.save()
    sign_in_officer(client, exam)
    page = client.get(url("exam-detail", exam.pk)).content.decode()
    assert inmate.earliest_release.strftime("%d-%m-%Y") not in page
    assert inmate.register_number not in page
    assert "Dibutuhkan paling lambat" in page


@pytest.mark.parametrize(
    ("scene", "wanted", "unwanted"),
    [
        (scenes.proposed_exam, "Tetapkan jadwal dan asesor", "Ketik hasil"),
        (scenes.staffed_exam, "Ketik hasil", "Putuskan dalam pleno"),
        (scenes.submitted_exam, "Putuskan dalam pleno", "Batalkan uji"),
    ],
)
def test_detail_offers_the_next_step(client, scene, wanted, unwanted):
    exam = scene(1)
    sign_in_officer(client, exam)
    page = client.get(url("exam-detail", exam.pk)).content.decode()
    assert wanted in page
    assert unwanted not in page


def date_form(exam, *assessors, **words):
    usual = {
        "exam_on": scenes.today().strftime("%d-%m-%Y"),
        "assignment_letter": "ST-9/LSP/2026",
        "tuk_name": "Bengkel",
        "tuk_document_name": "TUK Sewaktu – Semarang",
        "assessors": [assessor.pk for assessor in assessors],
    }
    return usual | words


def test_date_page_sets_the_day_and_the_assessors(client):
    exam = scenes.proposed_exam(2)
    assessor = scenes.assessor_of(exam)
    sign_in_officer(client, exam)
    response = submit(client, url("exam-date", exam.pk), date_form(exam, assessor))
    assert response.url == url("exam-detail", exam.pk)
    exam.refresh_from_db()
    assert (exam.status, exam.exam_on) == (ExamStatus.DATED, scenes.today())
    assert set(exam.assessments.values_list("assessor", flat=True)) == {assessor.person_id}


def test_date_page_refuses_the_trainer_in_words_and_writes_nothing(client):
    exam = scenes.proposed_exam(1)
    trainer = scenes.trainer_of(exam)
    assessor = scenes.assessor_of(exam, trainer)
    sign_in_officer(client, exam)
    page = client.get(url("exam-date", exam.pk)).content.decode()
    assert "terlibat dengan 1 asesi" in page
    response = submit(client, url("exam-date", exam.pk), date_form(exam, assessor))
    candidate = exam.assessments.get().inmate
    assert errors(response) == [f"{trainer} melatih {candidate} ({exam.scheme}), jadi tidak dapat menguji."]
    exam.refresh_from_db()
    assert exam.status == ExamStatus.PROPOSED


def test_date_page_may_leave_the_assessors_for_later(client):
    exam = scenes.proposed_exam(1)
    sign_in_officer(client, exam)
    submit(client, url("exam-date", exam.pk), date_form(exam))
    exam.refresh_from_db()
    assert exam.status == ExamStatus.DATED
    assert not exam.assessors.exists()


def test_date_page_takes_no_assessor_of_another_lsp(client):
    exam, other = scenes.proposed_exam(1), scenes.proposed_exam(1)
    stranger = scenes.assessor_of(other)
    sign_in_officer(client, exam)
    response = submit(client, url("exam-date", exam.pk), date_form(exam, stranger))
    assert "assessors" in response.context["form"].errors


@pytest.mark.parametrize("name", ["exam-date", "exam-cancel", "exam-decide", "exam-return"])
def test_pages_of_another_lsps_exam_are_not_found(client, name):
    sign_in_officer(client, ExamFactory())
    foreign = url(name, ExamFactory().pk)
    assert client.get(foreign).status_code == 404
    assert submit(client, foreign, {"reason": "x"}).status_code == 404


def test_cancel_page_keeps_the_reason(client):
    exam = scenes.proposed_exam(1)
    sign_in_officer(client, exam)
    submit(client, url("exam-cancel", exam.pk), {"reason": "Kelas pindah"})
    exam.refresh_from_db()
    assert (exam.status, exam.cancel_reason) == (ExamStatus.CANCELLED, "Kelas pindah")
    assert "Kelas pindah" in client.get(url("exam-detail", exam.pk)).content.decode()


def test_withdraw_is_for_kemnaker_and_an_undated_exam(client, kemnaker):
    exam, dated = scenes.proposed_exam(1), scenes.staffed_exam(1)
    refused = submit(client, url("exam-withdraw", dated.pk), {"reason": "x"})
    assert "LSP sudah menjadwalkan" in str(refused.context["form"].errors)
    submit(client, url("exam-withdraw", exam.pk), {"reason": "Salah kelas"})
    exam.refresh_from_db()
    assert exam.status == ExamStatus.CANCELLED


def decide_form(exam, members=None):
    day = scenes.today().strftime("%d-%m-%Y")
    people = scenes.members_of(exam) if members is None else members
    return {
        "held_on": day,
        "letter_date": day,
        "letter_number": "SK-1/LSP/2026",
        "origin": "portal",
        "members": [person.pk for person in people],
    }


def test_decide_page_shows_who_does_not_decide_and_decides(client):
    exam = scenes.submitted_exam(3, not_yet=1)
    sign_in_officer(client, exam)
    page = client.get(url("exam-decide", exam.pk)).content.decode()
    assert f"{exam.assessors.get().person} (menguji)" in page
    response = submit(client, url("exam-decide", exam.pk), decide_form(exam))
    assert response.url == url("exam-detail", exam.pk)
    assert [d.outcome for d in DecisionMeeting.objects.get().decisions.all()] == ["K", "K", "BK"]
    page = client.get(response.url).content.decode()
    assert "2 kompeten, 1 belum kompeten" in page
    assert "SK-1/LSP/2026" in page
    assert url("letter-numbers", exam.lsp_id) in page


def test_decide_page_shows_the_quorum_in_words(client):
    exam = scenes.submitted_exam(1)
    sign_in_officer(client, exam)
    response = submit(client, url("exam-decide", exam.pk), decide_form(exam, scenes.members_of(exam, 2)))
    assert "kuorum 3" in errors(response)[0]
    assert not DecisionMeeting.objects.exists()


def test_decide_page_takes_no_member_of_another_lsp(client):
    exam, other = scenes.submitted_exam(1), scenes.submitted_exam(1)
    sign_in_officer(client, exam)
    response = submit(client, url("exam-decide", exam.pk), decide_form(exam, scenes.members_of(other)))
    assert "members" in response.context["form"].errors


@pytest.mark.parametrize("rows", [1, 20])
def test_decide_page_takes_the_same_queries_for_any_number(client, django_assert_max_num_queries, rows):
    exam = scenes.submitted_exam(rows)
    sign_in_officer(client, exam)
    client.get(url("exam-decide", exam.pk))
    with django_assert_max_num_queries(12):
        assert client.get(url("exam-decide", exam.pk)).status_code == 200


def test_return_page_opens_the_sheets(client):
    exam = scenes.submitted_exam(1)
    sign_in_officer(client, exam)
    assessor = exam.assessors.get().person
    submit(client, url("exam-return", exam.pk), {"assessors": [assessor.pk], "note": "Unit 2 tanpa bukti"})
    assert exam.assessments.get().return_note == "Unit 2 tanpa bukti"


def test_auditor_sees_exams_without_names(client):
    user = UserFactory()
    NationPostingFactory(person=user.person, role=Role.AUDITOR)
    client.force_login(user)
    exam = scenes.staffed_exam(1)
    page = client.get(url("exam-detail", exam.pk)).content.decode()
    assert exam.assessments.get().inmate.name not in page
    assert url("exam-date", exam.pk) not in page
