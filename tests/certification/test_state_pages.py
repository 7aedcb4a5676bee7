"""Pages that ask for a change of state, decide it, and make a lost copy anew."""

import uuid

import pytest
from django.urls import reverse

from certification.choices import CertificateState, Outcome, Wish
from certification.models import Certificate, StateRequest
from certification.services.states import approve_request, ask_for_state
from foundation.accounts import again
from foundation.accounts.choices import Role
from foundation.audit.models import AuditEvent
from tests.certification.issuing_world import issued
from tests.certification.state_world import REASON, handed, officers
from tests.factories.certification import officer_of
from tests.factories.lapas import officer_at
from tests.factories.states import StateRequestFactory
from tests.pages import submit

pytestmark = pytest.mark.django_db
PASSWORD = "kata-sandi-uji-2026"


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def certificate():
    return handed()


@pytest.fixture
def desks(certificate):
    return officers(certificate.lsp)


def url(name, *args):
    return reverse(f"certification:{name}", args=args)


def asked(certificate, desks, wish=Wish.REVOKED):
    return ask_for_state(certificate=certificate, wish=wish, reason=REASON, actor=desks[0])


def decider(client, desks):
    desks[1].set_password(PASSWORD)
    desks[1].save()
    client.force_login(desks[1])


def test_asking_offers_what_is_possible_and_sends_the_request(client, certificate, desks):
    client.force_login(desks[0])
    offered = client.get(url("state-ask", certificate.pk)).context["form"].fields["wish"].choices
    assert [value for value, _label in offered] == ["suspended", "revoked", "replaced", "new_sheet"]
    submit(client, url("state-ask", certificate.pk), {"wish": "suspended", "reason": REASON})
    assert StateRequest.objects.get().desk == "issuer"
    assert "menunggu putusan" in client.get(url("state-ask", certificate.pk)).content.decode()


def test_prison_asks_and_is_not_offered_to_reinstate(client, certificate):
    Certificate.objects.update(state="suspended")
    client.force_login(officer_at(certificate.inmate.prison, Role.REGISTRY_OFFICER))
    offered = client.get(url("state-ask", certificate.pk)).context["form"].fields["wish"].choices
    assert [value for value, _label in offered] == ["revoked", "replaced"]


def test_same_request_sent_twice_is_one(client, certificate, desks):
    client.force_login(desks[0])
    key, data = uuid.uuid4(), {"wish": "suspended", "reason": REASON}
    for _each in range(2):
        submit(client, url("state-ask", certificate.pk), data, key=key)
    assert StateRequest.objects.count() == 1


@pytest.mark.parametrize("rows", [1, 30])
def test_request_list_takes_the_same_queries_for_any_number(client, django_assert_max_num_queries, rows):
    certificates = issued(rows, render=False)
    for certificate in certificates:
        StateRequestFactory(certificate=certificate)
    client.force_login(officer_of(certificates[0].lsp))
    client.get(url("state-request-list"))
    with django_assert_max_num_queries(8):
        page = client.get(url("state-request-list")).content.decode()
    assert certificates[0].number in page


def test_request_list_keeps_what_the_lsp_wrote_from_the_prison(client, certificate, desks):
    request = asked(certificate, desks)
    client.force_login(officer_at(certificate.inmate.prison, Role.PRISON_HEAD))
    page = client.get(url("state-request-list")).content.decode()
    assert certificate.number in page
    assert REASON not in page
    assert request.asked_by.full_name not in page


def test_person_who_asked_sees_no_form_and_may_withdraw(client, certificate, desks):
    request = asked(certificate, desks)
    client.force_login(desks[0])
    page = client.get(url("state-decide", request.pk)).content.decode()
    assert "rekan lain" in page
    assert 'name="answer"' not in page
    submit(client, url("state-withdraw", request.pk))
    request.refresh_from_db()
    assert request.outcome == Outcome.WITHDRAWN


def test_suspension_is_approved_without_the_password(client, certificate, desks):
    request = asked(certificate, desks, Wish.SUSPENDED)
    decider(client, desks)
    submit(client, url("state-decide", request.pk), {"answer": "approve"})
    assert Certificate.objects.get().state == CertificateState.SUSPENDED


def test_revocation_asks_for_the_password_again_and_then_holds_ten_minutes(client, certificate, desks):
    request = asked(certificate, desks)
    decider(client, desks)
    page = url("state-decide", request.pk)
    for given, words in (({}, "Isi sandi Anda"), ({"password": "bukan-sandi-saya"}, "Sandi tidak cocok")):
        answer = submit(client, page, {"answer": "approve", **given})
        assert words in str(answer.context["form"].errors)
    assert Certificate.objects.get().state == CertificateState.ACTIVE
    submit(client, page, {"answer": "approve", "password": PASSWORD})
    assert Certificate.objects.get().state == CertificateState.REVOKED
    assert AuditEvent.objects.filter(verb="accounts.password_again").count() == 1
    held = client.session[again.SESSION_KEY]["certification.revoke"]
    Certificate.objects.update(state="active")
    second = asked(certificate, desks)
    assert "password" not in client.get(url("state-decide", second.pk)).context["form"].fields
    session = client.session
    session[again.SESSION_KEY] = {"certification.revoke": held - 601}
    session.save()
    assert "password" in client.get(url("state-decide", second.pk)).context["form"].fields


def test_wrong_passwords_lock_the_account_like_wrong_sign_ins(client, certificate, desks):
    request = asked(certificate, desks)
    decider(client, desks)
    for _each in range(6):
        answer = submit(client, url("state-decide", request.pk), {"answer": "approve", "password": "bukan-sandi"})
    assert answer.status_code == 429


def test_refusing_a_revocation_needs_no_password_but_a_sentence(client, certificate, desks):
    request = asked(certificate, desks)
    decider(client, desks)
    answer = submit(client, url("state-decide", request.pk), {"answer": "refuse"})
    assert "Tulis mengapa" in str(answer.context["form"].errors)
    submit(client, url("state-decide", request.pk), {"answer": "refuse", "note": "Buktinya belum cukup."})
    request.refresh_from_db()
    assert request.outcome == Outcome.REFUSED


def test_copy_is_made_anew_from_its_page(client, certificate, desks):
    Certificate.objects.update(pdf_sha256="0" * 64, copy_sheet_serial="13562547")
    client.force_login(officer_of(certificate.lsp, Role.PRINT_CLERK))
    assert "salinan ke-2" in client.get(url("copy-reprint", certificate.pk)).content.decode()
    submit(client, url("copy-reprint", certificate.pk), {"reason": "lost"})
    assert Certificate.objects.get().copy_number == 2


VOID, ASK, COPY = "number-void", "state-ask", "copy-reprint"


@pytest.mark.parametrize(
    ("role", "links"),
    [(Role.LSP_OFFICER, {VOID, ASK, COPY}), (Role.PRINT_CLERK, {COPY}), (Role.REGISTRY_OFFICER, {ASK})],
)
def test_certificate_page_leads_whoever_may_to_what_may_be_done(client, role, links):
    (row,) = issued(1, render=False)
    Certificate.objects.update(pdf_sha256="0" * 64)
    at_the_lsp = role in {Role.LSP_OFFICER, Role.PRINT_CLERK}
    client.force_login(officer_of(row.lsp, role) if at_the_lsp else officer_at(row.inmate.prison, role))
    assert offered(client, row) == links


def test_certificate_page_offers_no_void_after_the_hand_over_and_nothing_of_what_is_over(client, certificate, desks):
    Certificate.objects.update(pdf_sha256="0" * 64, copy_sheet_serial="13562547")
    client.force_login(desks[0])
    assert offered(client, certificate) == {ASK, COPY}
    waiting = asked(certificate, desks)
    assert offered(client, certificate) == {COPY}
    approve_request(request=waiting, actor=desks[1])
    assert offered(client, certificate) == set()


def offered(client, certificate):
    page = client.get(url("certificate-detail", certificate.pk)).content.decode()
    return {name for name in (VOID, ASK, COPY) if url(name, certificate.pk) in page}
