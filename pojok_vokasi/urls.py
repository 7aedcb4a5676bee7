"""Every address of the portal, floor by floor."""

from django.urls import URLPattern, URLResolver, include, path

from pojok_vokasi import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.Home.as_view(), name="home"),
    path("akun/", include("foundation.accounts.urls")),
]
