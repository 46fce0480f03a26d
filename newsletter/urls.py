"""Addresses of the newsletter room. `/newsletter/<slug>/` is the page itself and comes after these."""

from django.conf import settings
from django.urls import include, path

from newsletter import answering, desk, readers, views

app_name = "newsletter"

urlpatterns = [
    path("", views.index, name="index"),
    path("feed/", views.IssueFeed(), name="feed"),
    path("bild/<int:pk>.png", views.picture, name="picture"),
    path("anmelden/", views.sign_up, name="sign_up"),
    path("bestellen/", views.begin, name="begin"),
    path("bestaetigen/<str:token>/", views.confirm, name="confirm"),
    path("einstellungen/", views.own_preferences, name="own_preferences"),
    path("einstellungen/<str:token>/", views.preferences, name="preferences"),
    path("abbestellen/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("ein-klick/<str:token>/", views.one_click, name="one_click"),
    path("antwort/<str:token>/", answering.by_link, name="answer"),
    path("antwort/<int:pk>/<int:choice>/", answering.signed_in, name="own_answer"),
    path("versand/", desk.index, name="desk_index"),
    path("versand/leser/", readers.show, name="readers"),
    path("versand/leser/nachweis.json", readers.proof, name="reader_proof"),
    path("versand/leser/tun/", readers.act, name="reader_act"),
    path("versand/leser/liste/", readers.take_over, name="readers_list"),
    path("versand/<int:pk>/", desk.show, name="desk"),
    path("versand/<int:pk>/stand/", desk.progress, name="desk_progress"),
    path("versand/<int:pk>/tun/", desk.act, name="desk_act"),
    path("versand/<int:pk>/vorschau/", desk.preview, name="desk_preview"),
    path("versand/<int:pk>/vorschau/mail/", desk.preview_html, name="desk_preview_html"),
    path("versand/<int:pk>/probe/", desk.send_probe, name="desk_probe"),
    path("versand/<int:pk>/antworten.csv", desk.answers_csv, name="desk_answers"),
]

# /newsletter/rueckmeldung/<provider>/tracking/: no door without a secret, or anybody could report bounces.
if settings.ANYMAIL.get("WEBHOOK_SECRET"):
    urlpatterns.append(path("rueckmeldung/", include("anymail.urls")))
