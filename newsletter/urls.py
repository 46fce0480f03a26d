"""Addresses of the newsletter room. `/newsletter/<slug>/` is the page itself and comes after these."""

from django.urls import path

from newsletter import answering, views

app_name = "newsletter"

urlpatterns = [
    path("", views.index, name="index"),
    path("feed/", views.IssueFeed(), name="feed"),
    path("anmelden/", views.sign_up, name="sign_up"),
    path("bestaetigen/<str:token>/", views.confirm, name="confirm"),
    path("einstellungen/", views.own_preferences, name="own_preferences"),
    path("einstellungen/<str:token>/", views.preferences, name="preferences"),
    path("abbestellen/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("ein-klick/<str:token>/", views.one_click, name="one_click"),
    path("antwort/<str:token>/", answering.by_link, name="answer"),
    path("antwort/<int:pk>/<int:choice>/", answering.signed_in, name="own_answer"),
]
