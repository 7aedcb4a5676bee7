"""Address of the trail."""

from django.urls import URLPattern, path

from foundation.audit import views

app_name = "audit"
urlpatterns: list[URLPattern] = [path("", views.Trail.as_view(), name="trail")]
