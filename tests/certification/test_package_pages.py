"""Pages of packages, on both sides."""

import pytest
from django.urls import reverse

from certification.choices import DispatchState, PackedState, SheetStatus
from certification.models import Certificate, Dispatch
from certification.queue import tasks
from foundation import clock, collect
from foundation.accounts.choices import Role
from lapas.models import Inmate
from tests.certification.journey_world import days_ago, on_sheets, prepared, received, sent, sheet_of
from tests.certification.paper import text_of
from tests.factories.accounts import NationPostingFactory, UserFactory
from tests.factories.certification import HandOverFactory, officer_of
from tests.factories.lapas import PrisonFactory, officer_at
from tests.pages import submit

pytestmark = pytest.mark.django_db

TODAY = f"{clock.today():%d-%m-%Y}"


def url(name, *args):
    return reverse(f"certification:{name}", args=args)


@pytest.fixture
def clerk(client):
    """Signs in the print clerk of the LSP of a package or certificate."""

    def sign_in(row):
        user = officer_of(row.lsp, Role.PRINT_CLERK)
        client.force_login(user)
        return user

    return sign_in


@pytest.fixture
def officer(client):
    """Signs in the work officer of a prison."""

    def sign_in(prison):
        user = officer_at(prison, Role.WORK_OFFICER)
        client.force_login(user)
        return user

    return sign_in


def told(user):
    return {task.title: task.count for task in collect.told(tasks(user))}


@pytest.mark.parametrize("rows", [1, 30])
def test_prepare_takes_the_same_queries_for_any_number_and_never_tells_the_release(
    client, clerk, django_assert_max_num_queries, rows
):
    certificates = on_sheets(rows)
    inmate = certificates[0].inmate
    inmate.earliest_release, inmate.earliest_release_basis = clock.today().replace(year=2031), "expiry"
    inmate.save()
    clerk(certificates[0])
    client.get(url("package-prepare"))
    with django_assert_max_num_queries(6):
        page = client.get(url("package-prepare")).content.decode()
    assert page.count('name="certificates"') == rows
    assert inmate.prison.name in page
    assert f"{inmate.earliest_release:%d-%m-%Y}" not in page
    assert inmate.register_number not in page


def test_prepare_shows_one_prison_at_a_time_the_soonest_first(client, clerk):
    (late,), (soon,) = on_sheets(1), on_sheets(1)
    Certificate.objects.filter(pk=soon.pk).update(lsp=late.lsp, number="N-2", registration_number="R-2", serial=None)
    inmate = soon.inmate
    inmate.earliest_release, inmate.earliest_release_basis = clock.today(), "decision"
    inmate.save()
    clerk(late)
    answer = client.get(url("package-prepare"))
    assert [group["prison"] for group in answer.context["groups"]] == [soon.inmate.prison, late.inmate.prison]
    assert [row["certificate"] for row in answer.context["shown"]["rows"]] == [soon]
    other = client.get(url("package-prepare"), {"tujuan": f"{late.lsp_id}-{late.inmate.prison_id}"})
    assert [row["certificate"] for row in other.context["shown"]["rows"]] == [late]
    refused = submit(client, url("package-prepare"), {"certificates": [soon.pk, late.pk]})
    assert "Satu paket untuk satu UPT" in str(refused.context["form"].errors)


def test_prepare_makes_a_package_of_the_ticked_and_takes_no_foreign_one(client, clerk):
    (own,), (foreign,) = on_sheets(1), on_sheets(1)
    user = clerk(own)
    refused = submit(client, url("package-prepare"), {"certificates": [foreign.pk]})
    assert "Pilih paling sedikit satu" in str(refused.context["form"].errors)
    submit(client, url("package-prepare"), {"certificates": [own.pk, foreign.pk]})
    dispatch = Dispatch.objects.get()
    assert list(dispatch.items.values_list("certificate", flat=True)) == [own.pk]
    assert told(user)["Kiriman belum dikirim"] == 1
    assert "Tidak ada yang menunggu dikirim" in client.get(url("package-prepare")).content.decode()


def test_package_is_sent_with_a_courier_and_seen_by_the_prison_from_then_on(client, clerk, officer):
    dispatch = prepared(2)
    user = officer(dispatch.prison)
    assert client.get(url("package-detail", dispatch.pk)).status_code == 404
    clerk(dispatch)
    submit(client, url("package-send", dispatch.pk), {"sent_on": TODAY, "courier": "JNE", "courier_number": "88"})
    dispatch.refresh_from_db()
    assert (dispatch.state, dispatch.courier_number) == (DispatchState.SENT, "88")
    client.force_login(user)
    page = client.get(url("package-detail", dispatch.pk)).content.decode()
    assert "resi 88" in page
    assert url("package-receive", dispatch.pk) in page
    assert url("package-letter", dispatch.pk) not in page
    assert told(user)["Kiriman sertifikat di jalan"] == 1


def test_package_is_cancelled_from_its_page(client, clerk):
    dispatch = prepared(1)
    clerk(dispatch)
    submit(client, url("package-cancel", dispatch.pk))
    dispatch.refresh_from_db()
    assert dispatch.state == DispatchState.CANCELLED
    assert client.get(url("package-letter", dispatch.pk)).status_code == 404


def test_letter_lists_names_and_numbers_and_no_register_number(client, clerk):
    dispatch = sent(2)
    clerk(dispatch)
    answer = client.get(url("package-letter", dispatch.pk))
    text = text_of(answer.content)
    assert answer["Content-Disposition"] == f'inline; filename="pengantar-{dispatch}.pdf"'
    for item in dispatch.items.select_related("certificate__inmate"):
        assert item.certificate.facts["name"] in text
        assert item.certificate.number in text
        assert item.sheet.serial in text
        assert item.certificate.inmate.register_number not in text
    assert dispatch.prison.name in text


def test_package_names_whom_its_reader_still_reads(client, clerk, officer):
    package = sent(4, days=60, since=70)
    still, moved, gone, waiting = [item.certificate for item in package.items.select_related("certificate__inmate")]
    Inmate.objects.filter(pk=moved.inmate_id).update(prison=PrisonFactory())
    for row in (gone, waiting):
        Inmate.objects.filter(pk=row.inmate_id).update(custody_state="released", released_on=days_ago(50))
    HandOverFactory(certificate=gone, handed_on=days_ago(40))
    page = url("package-detail", package.pk)
    for sign_in, place, named in (
        (officer, package.prison, {still, moved, waiting}),
        (clerk, package, {still, moved, gone, waiting}),
    ):
        sign_in(place)
        said = client.get(page).content.decode()
        assert {row for row in (still, moved, gone, waiting) if row.facts["name"] in said} == named


@pytest.mark.parametrize("rows", [1, 30])
def test_list_and_detail_take_the_same_queries_for_any_number(client, officer, django_assert_max_num_queries, rows):
    first = sent(rows)
    officer(first.prison)
    client.get(url("package-list"))
    with django_assert_max_num_queries(7):
        client.get(url("package-list"))
    # Ten, and the savepoint round the record of the reading.
    with django_assert_max_num_queries(12):
        client.get(url("package-detail", first.pk))


def test_late_package_stands_on_both_homes(client, clerk, officer, settings):
    settings.DISPATCH_DAYS = 7
    dispatch = sent(1, days=12)
    at_lsp, at_prison = clerk(dispatch), officer(dispatch.prison)
    for user in (at_lsp, at_prison):
        assert told(user)["Kiriman lewat waktu, belum diterima"] == 1
        client.force_login(user)
        assert "lewat 5 hari" in client.get(url("package-list"), {"tampil": "lewat"}).content.decode()


def _marks(dispatch, *marks):
    return {f"isi-{pk}": mark for pk, mark in zip(dispatch.items.values_list("pk", flat=True), marks, strict=True)}


def test_receive_all_there_by_one_button_and_then_the_exceptions(client, officer):
    dispatch = sent(3)
    user = officer(dispatch.prison)
    page = url("package-receive", dispatch.pk)
    filled = client.post(page, {"received_on": TODAY, "fill": "here", **_marks(dispatch, "", "away", "")})
    assert [field.value() for _item, field in filled.context["form"].rows()] == ["here", "away", "here"]
    assert Dispatch.objects.get().state == DispatchState.SENT
    submit(client, page, {"received_on": TODAY, **_marks(dispatch, "here", "away", "here")})
    dispatch.refresh_from_db()
    assert dispatch.state == DispatchState.SHORT
    assert dispatch.items.missing().count() == 1
    assert "Ternyata ada" in client.get(url("package-detail", dispatch.pk)).content.decode()
    assert "Kiriman sertifikat di jalan" not in told(user)


def test_receive_refuses_a_sheet_that_nobody_looked_at(client, officer):
    dispatch = sent(2)
    officer(dispatch.prison)
    answer = submit(client, url("package-receive", dispatch.pk), {"received_on": TODAY, **_marks(dispatch, "here", "")})
    assert "Cocokkan lembar ini" in str(answer.context["form"].errors)
    assert dispatch.items.filter(state=PackedState.PACKED).count() == 2


def test_receive_a_second_time_finds_what_was_missing(client, officer):
    dispatch = received(2, missing=1)
    officer(dispatch.prison)
    (missing,) = dispatch.items.missing()
    submit(client, url("package-receive", dispatch.pk), {"received_on": TODAY, f"isi-{missing.pk}": "here"})
    assert sheet_of(missing.certificate).state == SheetStatus.ARRIVED
    assert "sudah dicocokkan" in client.get(url("package-receive", dispatch.pk)).content.decode()


def test_missing_sheet_is_a_task_of_the_lsp_until_it_is_found_or_lost(client, clerk):
    dispatch = received(3, missing=2)
    user = clerk(dispatch)
    first, second = dispatch.items.missing()
    assert told(user)["Lembar yang dicari"] == 2
    assert url("missing-resolve", first.pk) in client.get(url("package-detail", dispatch.pk)).content.decode()
    submit(client, url("missing-resolve", first.pk), {"outcome": "here"})
    assert told(user)["Sertifikat siap dikirim ke UPT"] == 1
    refused = submit(client, url("missing-resolve", second.pk), {"outcome": "lost"})
    assert "satu kalimat" in str(refused.context["form"].errors)
    submit(client, url("missing-resolve", second.pk), {"outcome": "lost", "reason": "Sudah ditanyakan kepada kurir"})
    assert "Lembar yang dicari" not in told(user)
    assert Certificate.objects.get(pk=second.certificate_id).sheet_serial == ""


def test_lost_package_is_given_up_by_the_lsp(client, clerk):
    dispatch = sent(1, days=30, since=40)
    clerk(dispatch)
    submit(client, url("package-lost", dispatch.pk), {"reason": "Kurir menyatakan paket hilang di gudang"})
    dispatch.refresh_from_db()
    assert dispatch.state == DispatchState.LOST
    assert "Kurir menyatakan paket hilang" in client.get(url("package-detail", dispatch.pk)).content.decode()


def test_auditor_reads_every_package_with_the_holders_masked_and_does_nothing(client):
    package = sent(2)
    auditor = UserFactory()
    NationPostingFactory(person=auditor.person, role=Role.AUDITOR)
    client.force_login(auditor)
    listed = client.get(url("package-list")).content.decode()
    assert str(package.prison) in listed
    assert str(package.lsp) in listed
    page = client.get(url("package-detail", package.pk)).content.decode()
    for item in package.items.select_related("certificate"):
        assert item.certificate.facts["name"] not in page
        assert item.certificate.number in page
    for name in ("package-send", "package-receive", "package-letter", "package-lost"):
        assert url(name, package.pk) not in page
        assert client.get(url(name, package.pk)).status_code == 403
