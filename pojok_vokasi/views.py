"""Pages that belong to no floor: home."""

from django.views.generic import TemplateView


class Home(TemplateView):
    template_name = "home.html"
