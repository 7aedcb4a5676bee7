"""Addresses of training."""

from django.urls import URLPattern

from training import urls_classes, urls_teaching

app_name = "training"
urlpatterns: list[URLPattern] = [*urls_classes.urlpatterns, *urls_teaching.urlpatterns]
