"""Addresses of the library room. `/bibliothek/<slug>/` itself is the practice's page and answered by Wagtail."""

from django.urls import path

from library.views import listing

app_name = "library"

urlpatterns = [
    path("", listing.index, name="index"),
]
