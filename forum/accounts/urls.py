"""/konto/: our two pages, everything else is allauth's."""

from django.urls import include, path

from forum.accounts import views

urlpatterns = [
    path("", views.overview, name="account_overview"),
    path("profil/", views.profile, name="account_profile"),
    path("", include("allauth.urls")),
]
