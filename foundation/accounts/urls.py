"""Addresses of the own account."""

from django.urls import URLPattern, path

from foundation.accounts import views

app_name = "accounts"
urlpatterns: list[URLPattern] = [
    path("masuk/", views.SignIn.as_view(), name="sign-in"),
    path("keluar/", views.SignOut.as_view(), name="sign-out"),
    path("sandi/", views.ChangePassword.as_view(), name="change-password"),
    path("peran/", views.SwitchHat.as_view(), name="switch-hat"),
]
