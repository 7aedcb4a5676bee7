"""Addresses of training."""

from django.urls import URLPattern

from training import urls_classes

app_name = "training"
urlpatterns: list[URLPattern] = [
    *urls_classes.urlpatterns,
]
