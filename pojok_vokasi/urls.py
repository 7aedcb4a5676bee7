"""Every address of the portal, floor by floor."""

from django.urls import URLPattern, URLResolver, include, path

from pojok_vokasi import health, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.Home.as_view(), name="home"),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("akun/", include("foundation.accounts.urls")),
]
