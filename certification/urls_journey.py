"""Addresses of packages, the ready box, ceremonies, the gate, and what is fetched after the release."""

from django.urls import path

from certification.views import packages, receiving

urlpatterns = [
    path("kiriman/", packages.PackageList.as_view(), name="package-list"),
    path("kiriman/siapkan/", packages.PackagePrepare.as_view(), name="package-prepare"),
    path("kiriman/<int:pk>/", packages.PackageDetail.as_view(), name="package-detail"),
    path("kiriman/<int:pk>/surat/", packages.PackageLetter.as_view(), name="package-letter"),
    path("kiriman/<int:pk>/kirim/", packages.PackageSend.as_view(), name="package-send"),
    path("kiriman/<int:pk>/batal/", packages.PackageCancel.as_view(), name="package-cancel"),
    path("kiriman/<int:pk>/hilang/", packages.PackageLost.as_view(), name="package-lost"),
    path("kiriman/<int:pk>/terima/", receiving.PackageReceive.as_view(), name="package-receive"),
    path("kiriman/lembar/<int:pk>/", packages.MissingResolve.as_view(), name="missing-resolve"),
]
