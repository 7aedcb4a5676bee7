"""People who work here and their accounts: listed, looked at, locked, let in with two codes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from foundation import clock
from foundation.accounts.models import Person, User
from foundation.desks.desks import desks_of
from foundation.desks.filters import PersonFilter
from foundation.desks.forms import ReasonForm, SetPasswordForm
from foundation.desks.models import PasswordSlip, PostingRequest
from foundation.desks.querysets import SOON, ending_in, people_for, unused_on
from foundation.desks.services import accounts, slips
from foundation.desks.services.requests import PROPOSE
from foundation.desks.tables import PersonTable, account_tag
from foundation.ui.pages import ActionPage, Chip, DetailPage, LinkButton, ListPage

SEE = "desks.view_posting"
KEEP = "desks.keep_account"
LOCK = "desks.lock_account"


class PersonList(ListPage):
    permission_required = SEE
    model = Person
    table_class = PersonTable
    filterset_class = PersonFilter
    title = _("Orang & akun")
    lead = _("Siapa bekerja dengan portal ini, di mana, dan apakah akunnya dipakai.")
    empty_title = _("Belum ada orang")
    empty_text = _("Orang muncul di sini setelah penugasannya dilaksanakan.")

    def get_chips(self) -> tuple[Chip, ...]:
        today = clock.today()
        return (
            Chip("", _("Semua")),
            Chip("lama", _("Tidak dipakai 90 hari"), unused_on(clock.now())),
            Chip("berakhir", _("Berakhir dalam 30 hari"), ending_in(today, today + SOON)),
            Chip("dikunci", _("Dikunci"), Q(user__is_active=False)),
            Chip("tanpa-akun", _("Tanpa akun"), Q(user__isnull=True)),
        )

    def get_queryset(self) -> QuerySet[Person]:
        return people_for(self.user, self.permission_required).select_related("user")

    def get_table_kwargs(self) -> dict[str, Any]:
        return {"now": clock.now(), "today": clock.today()}

    def get_buttons(self) -> list[LinkButton]:
        return [
            LinkButton(_("Usulan penugasan"), reverse("desks:request-list"), SEE, "list-check"),
            LinkButton(_("Usulkan penugasan"), reverse("desks:request-propose"), PROPOSE, "plus-lg", primary=True),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        table = context["table"]
        shown = [row.record.pk for row in table.paginated_rows]
        table.held = desks_of(shown, user=self.user, perm=self.permission_required) if shown else {}
        return context


class PersonDetail(DetailPage):
    permission_required = SEE
    model = Person
    template_name = "desks/person_detail.html"

    def get_queryset(self) -> QuerySet[Person]:
        return people_for(self.user, self.permission_required).select_related("user")

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Orang & akun"), reverse("desks:person-list"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person: Person = self.object
        today = clock.today()
        held = desks_of([person.pk], user=self.user, perm=self.permission_required).get(person.pk, [])
        history = PostingRequest.objects.for_user(self.user, self.permission_required).about(person)
        account = getattr(person, "user", None)
        is_me = person.pk == self.user.person_id
        slip = account.slips.open(clock.now()).select_related("first_by", "second_by").first() if account else None
        lock = account.locks.select_related("locked_by").filter(unlocked_at__isnull=True).first() if account else None
        return super().get_context_data(
            account=account,
            account_tag=account_tag(person, clock.now()),
            current=[desk for desk in held if desk.holds_on(today) or desk.is_to_come(today)],
            past=[desk for desk in held if not desk.holds_on(today) and not desk.is_to_come(today)],
            history=history.select_related("proposed_by")[:20],
            slip=slip,
            lock=lock,
            today=today,
            is_me=is_me,
            may_end=not is_me and self.user.has_perm(PROPOSE),
            may_print_first=account is not None and account.is_active and not is_me and self.user.has_perm(KEEP),
            may_print_second=slip is not None
            and not slip.second_hash
            and slip.first_by_id != self.user.person_id
            and not is_me
            and self.user.has_perm(PROPOSE),
            may_lock=account is not None and account.is_active and not is_me and self.user.has_perm(LOCK),
            may_unlock=lock is not None
            and lock.locked_by_id != self.user.person_id
            and not is_me
            and self.user.has_perm(LOCK),
            **kwargs,
        )


class OfAccount(ActionPage, abstract=True):
    """Does something to the account of a person in reach and leads back to the person."""

    @cached_property
    def account(self) -> User:
        people = people_for(self.user, self.permission_required)
        found: User = get_object_or_404(
            User.objects.select_related("person").filter(person__in=people), person_id=self.kwargs["pk"]
        )
        return found

    def get_lead(self) -> str:
        return f"{self.account.person}, {self.account.staff_number}"

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Orang & akun"), reverse("desks:person-list")), (str(self.account.person), self.get_success_url())]

    def get_success_url(self) -> str:
        return reverse("desks:person-detail", args=[self.account.person_id])


class AccountLockPage(OfAccount):
    permission_required = LOCK
    form_class = ReasonForm
    title = _("Kunci akun")
    button = _("Kunci akun")
    button_style = "danger"
    confirm_text = _("Akun tidak dapat masuk lagi; yang sedang masuk dikeluarkan. Orang lain yang membuka kuncinya.")
    success_message = _("Akun dikunci.")

    def perform(self, form: ReasonForm) -> Any:
        return accounts.lock_account(user=self.account, reason=form.cleaned_data["reason"], actor=self.user)


class AccountUnlock(OfAccount):
    permission_required = LOCK
    form_class = ReasonForm
    title = _("Buka kunci akun")
    button = _("Buka kunci")
    success_message = _("Akun dapat masuk lagi.")

    def perform(self, form: ReasonForm) -> Any:
        return accounts.unlock_account(user=self.account, reason=form.cleaned_data["reason"], actor=self.user)


class CodePage(OfAccount, abstract=True):
    """Shows a code once, in the answer to the button; opened again, the page knows it no more."""

    button = _("Cetak kode")
    which: Any = ""
    other: Any = ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = super().post(request, *args, **kwargs)
        if self.result is None:
            return answer
        slip, code = self.result
        return render(
            request,
            "desks/code_slip.html",
            self.get_context_data(
                form=None,
                slip=slip,
                code=code,
                which=self.which,
                other=self.other,
                account=self.account,
                door=request.build_absolute_uri(reverse("desks:set-password")),
                back=self.get_success_url(),
            ),
        )


class FirstCode(CodePage):
    permission_required = KEEP
    title = _("Kode pertama")
    which = _("Kode pertama dari dua")
    other = _("Kode kedua Anda terima dari pimpinan Anda atau Admin Kemnaker.")
    confirm_text = _(
        "Cetak slip dengan kode pertama dan serahkan langsung kepada orangnya. Kode kedua dicetak pimpinannya atau "
        "Admin Kemnaker; dengan keduanya orang itu membuat sandinya sendiri. Kode lama tidak berlaku lagi."
    )

    def perform(self, form: Any) -> tuple[PasswordSlip, str]:
        return slips.print_first_code(user=self.account, actor=self.user)


class SecondCode(CodePage):
    permission_required = PROPOSE
    title = _("Kode kedua")
    which = _("Kode kedua dari dua")
    other = _("Kode pertama Anda terima dari admin sistem.")
    confirm_text = _("Cetak slip dengan kode kedua dan serahkan langsung kepada orangnya.")

    def perform(self, form: Any) -> tuple[PasswordSlip, str]:
        slip = self.account.slips.open(clock.now()).first()
        if slip is None:
            raise ValidationError(_t("Kode pertama belum dicetak; minta admin sistem mencetaknya."), code="no_slip")
        return slips.print_second_code(slip=slip, actor=self.user)


class SetPassword(FormView):
    """Open to anybody: two codes from paper and a password of one's own."""

    template_name = "desks/set_password.html"
    form_class = SetPasswordForm

    def form_valid(self, form: SetPasswordForm) -> HttpResponse:
        given = dict(form.cleaned_data)
        del given["new_password_again"]
        try:
            slips.set_password(**given)
        except ValidationError as error:
            form.add_error(None if not hasattr(error, "error_dict") else "new_password", error.messages)
            return self.form_invalid(form)
        messages.success(self.request, _t("Sandi Anda sudah dibuat. Masuk dengan nomor pegawai dan sandi itu."))
        return HttpResponseRedirect(reverse("accounts:sign-in"))
