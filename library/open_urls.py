"""Addresses of the open data, outside the room's own `/bibliothek/`."""

from django.urls import path

from library.views import open_data

app_name = "open_data"

urlpatterns = [
    path("offene-daten/", open_data.explained, name="explained"),
    path("api/v1/openapi.json", open_data.description, name="openapi"),
    path("api/v1/practices", open_data.practices, name="practices"),
    path("api/v1/practices.csv", open_data.practices_csv, name="practices_csv"),
    path("api/v1/practices/<slug:slug>", open_data.practice, name="practice"),
    path("api/v1/katalog.jsonld", open_data.catalogue, name="catalogue"),
]
