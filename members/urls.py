"""Addresses of the members' room."""

from django.urls import path

from members.views import directory

app_name = "members"

urlpatterns = [
    path("mitglieder/", directory.index, name="directory"),
    path("mitglieder/vorschlaege/", directory.suggestions, name="suggestions"),
    path("mitglieder/mitglieder.csv", directory.as_csv, name="csv"),
    path("mitglieder/mitglieder.json", directory.as_json, name="json"),
    path("mitglieder/<slug:slug>/", directory.profile, name="profile"),
]
