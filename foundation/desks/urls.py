"""Addresses of people, accounts and requests for desks."""

from django.urls import URLPattern, path

from foundation.desks.views import people, requests

app_name = "desks"
urlpatterns: list[URLPattern] = [
    path("orang/", people.PersonList.as_view(), name="person-list"),
    path("orang/<int:pk>/", people.PersonDetail.as_view(), name="person-detail"),
    path("orang/<int:pk>/kunci/", people.AccountLockPage.as_view(), name="account-lock"),
    path("orang/<int:pk>/buka-kunci/", people.AccountUnlock.as_view(), name="account-unlock"),
    path("orang/<int:pk>/kode-pertama/", people.FirstCode.as_view(), name="code-first"),
    path("orang/<int:pk>/kode-kedua/", people.SecondCode.as_view(), name="code-second"),
    path("penugasan/", requests.RequestList.as_view(), name="request-list"),
    path("penugasan/usulkan/", requests.RequestPropose.as_view(), name="request-propose"),
    path("penugasan/<int:pk>/", requests.RequestDetail.as_view(), name="request-detail"),
    path("penugasan/<int:pk>/putuskan/", requests.RequestDecide.as_view(), name="request-decide"),
    path("penugasan/<int:pk>/laksanakan/", requests.RequestExecute.as_view(), name="request-execute"),
    path("penugasan/<int:pk>/tarik/", requests.RequestWithdraw.as_view(), name="request-withdraw"),
    path("penugasan/<str:kind>/<int:pk>/akhiri/", requests.PostingEnd.as_view(), name="posting-end"),
    path("sandi-pertama/", people.SetPassword.as_view(), name="set-password"),
]
