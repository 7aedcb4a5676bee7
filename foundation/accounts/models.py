"""People who work here or sign papers, their accounts, and the base of every posting."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_backends
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.accounts.choices import Role
from foundation.accounts.querysets import PostingQuerySet


class Person(models.Model):
    """Somebody who works here or signs papers: staff, instructor, assessor, meeting member; with or without account.

    Rules of independence compare persons, never accounts or roles.
    """

    full_name = models.CharField(_("nama lengkap"), max_length=150)
    staff_number = models.CharField(_("NIP atau nomor pegawai"), max_length=30, blank=True)
    is_synthetic = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["full_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["staff_number"],
                condition=~models.Q(staff_number=""),
                name="person_staff_number_once",
                violation_error_message=_("Nomor pegawai ini sudah dipakai orang lain."),
            )
        ]

    def __str__(self) -> str:
        return self.full_name


class UserManager(BaseUserManager["User"]):
    def create_user(self, staff_number: str, full_name: str = "", password: str | None = None, **fields: Any) -> User:
        """Make an account for a person; the person is made from `full_name` when none is given as `person`."""
        if "person" not in fields:
            fields["person"] = Person.objects.create(
                full_name=full_name, staff_number=staff_number, is_synthetic=fields.get("is_demo", False)
            )
        user = self.model(staff_number=staff_number, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """One account of one person. Rights come only from current postings, so there are no groups and no superuser."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="user")
    staff_number = models.CharField(_("nomor pegawai"), max_length=30, unique=True)
    is_active = models.BooleanField(_("aktif"), default=True)
    must_change_password = models.BooleanField(
        _("sandi sekali pakai"), default=True, help_text=_("Sandi pertama diganti saat masuk pertama kali.")
    )
    is_demo = models.BooleanField(default=False, editable=False)
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "staff_number"
    REQUIRED_FIELDS: list[str] = []  # type: ignore[misc]  # the stub says ClassVar of the base

    objects = UserManager()

    class Meta:
        ordering = ["staff_number"]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return self.person.full_name

    def get_short_name(self) -> str:
        return self.person.full_name.split(" ")[0]

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Whether a current posting under the hat worn now gives `perm`; which rows it reaches is for `for_user`."""
        return any(backend.has_perm(self, perm) for backend in get_backends() if hasattr(backend, "has_perm"))

    def has_perms(self, perms: Iterable[str]) -> bool:
        return all(self.has_perm(perm) for perm in perms)


class Posting(models.Model):
    """A role of a person at a place, from one day until another (both included; open while `until_date` is empty).

    The app that owns the place owns the posting: it subclasses this, names the place's field in `PLACE` and the roles
    that may be given there in `ROLES`. Rights come only from postings that are current.

    A kind that is given by request (proposed, approved, executed; `foundation.desks`) says where in `WHERE`, and in
    `PLACE_NAME` which column of the place is its name. The others are given by staffing a class or an exam.
    """

    PLACE: str = ""
    PLACE_NAME: str = "name"
    WHERE: Any = ""
    ROLES: tuple[Role, ...] = ()
    # Reaches many places at once, so that lists count up to a limit only.
    IS_WIDE = False

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("orang"))
    role = models.CharField(_("peran"), max_length=30, choices=Role)
    from_date = models.DateField(_("sejak"))
    until_date = models.DateField(_("sampai"), null=True, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()}"


class NationPosting(Posting):
    """A role for the whole country: Kemnaker administrator, national viewers, auditor, system administrator."""

    WHERE = _("seluruh Indonesia")
    IS_WIDE = True
    ROLES = (
        Role.KEMNAKER_ADMIN,
        Role.NATIONAL_VIEWER,
        Role.FIGURES_VIEWER,
        Role.AUDITOR,
        Role.DATA_PROTECTION_OFFICER,
        Role.SYSTEM_ADMIN,
    )
