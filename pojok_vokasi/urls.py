"""Every address of the portal, floor by floor."""

from django.urls import URLPattern, URLResolver, include, path

from pojok_vokasi import health, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.Home.as_view(), name="home"),
    path("cari/", views.Search.as_view(), name="search"),
    path("kesehatan/", views.Health.as_view(), name="health"),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("akun/", include("foundation.accounts.urls")),
    path("jejak/", include("foundation.audit.urls")),
    path("pekerjaan/", include("foundation.jobs.urls")),
    path("", include("foundation.desks.urls")),
    path("pelatihan/", include("training.urls")),
    path("sertifikasi/", include("certification.urls")),
    path("verifikasi/", include("certification.public.urls")),
    path("", include("lapas.urls")),
]

handler400 = "foundation.ui.errors.bad_request"
handler403 = "foundation.ui.errors.forbidden"
handler404 = "foundation.ui.errors.not_found"
handler500 = "foundation.ui.errors.server_error"
