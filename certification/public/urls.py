"""Addresses of the public check; a host of its own may serve only these."""

from django.urls import path

from certification.public import views

app_name = "verify"
urlpatterns = [
    path("", views.entry, name="entry"),
    path("<str:code>", views.record, name="record"),
    path("<str:code>/", views.without_slash, name="record-with-slash"),
]
