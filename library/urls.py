"""Addresses of the library room.

Every first word here is a reserved slug (library/models/practice.py).
"""

from django.urls import path, re_path

from library.views import (
    adoption,
    asking,
    downloads,
    finding,
    fit,
    freshness,
    from_sheet,
    importing,
    keeping,
    listing,
    open_data,
    page,
    review,
    saved_searches,
    transfer_report,
    writing,
)

app_name = "library"

urlpatterns = [
    path("", listing.index, name="index"),
    path("vergleich/", keeping.compare, name="compare"),
    path("merkzettel/", keeping.kept, name="kept"),
    path("suchauftraege/", saved_searches.saved_searches, name="saved_searches"),
    path("suchauftraege/merken/", saved_searches.save, name="save_search"),
    path("suchauftraege/mails/", saved_searches.mails, name="alert_mails"),
    path("suchauftraege/abbestellen/<str:token>/", saved_searches.stop_alerts, name="stop_alerts"),
    path("suchauftraege/<int:pk>/loeschen/", saved_searches.forget, name="forget_search"),
    path("vorschlaege/", finding.suggest, name="suggest"),
    path("karte/", finding.map_of_practices, name="map"),
    path("themen/", finding.themes, name="themes"),
    path("themen/<slug:slug>/", finding.theme, name="theme"),
    path("feed/", open_data.PracticesFeed(), name="feed"),
    path("passung/", fit.explained, name="fit"),
    re_path(r"^vorlage\.(?P<kind>csv|xlsx)$", downloads.template, name="template"),
    path("importieren/", importing.import_practices, name="import"),
    path("importieren/vorlage.csv", importing.import_template, name="import_template"),
    # Writing
    path("einreichen/", writing.begin, name="submit"),
    path("einreichen/vorlage/", from_sheet.from_sheet, name="from_sheet"),
    path("einreichen/<int:pk>/", writing.write, name="write"),
    path("einreichen/<int:pk>/vorschau/", writing.preview, name="preview"),
    path("einreichen/<int:pk>/absenden/", writing.hand_in, name="hand_in"),
    path("einreichen/<int:pk>/verwerfen/", writing.discard, name="discard"),
    path("einreichen/<int:pk>/hochladen/<str:what>/", writing.upload, name="upload"),
    path("einreichen/<int:pk>/bild/<str:key>/", writing.picture, name="picture"),
    path("einreichen/<int:pk>/<slug:section>/", writing.write, name="write"),
    # Review
    path("pruefung/", review.desk, name="review_desk"),
    path("pruefung/<int:pk>/", review.review, name="review"),
    path("pruefung/<int:pk>/urteil/", review.judge, name="judge"),
    path("pruefung/<int:pk>/kommentar/", review.comment, name="comment"),
    path("pruefung/<int:pk>/entscheidung/", review.decide, name="decide"),
    # Freshness
    path("bestaetigen/<str:token>/", freshness.confirm, name="confirm"),
    # Re-use
    path("nachnutzung/<int:pk>/", adoption.adoption, name="adoption"),
    path("nachnutzung/<int:pk>/bestaetigen/", adoption.confirm, name="adoption_confirm"),
    path("nachnutzung/<int:pk>/ablehnen/", adoption.decline, name="adoption_decline"),
    path("nachnutzung/<int:pk>/stand/", adoption.advance, name="adoption_advance"),
    path("nachnutzung/<int:pk>/verwerfen/", adoption.abandon, name="adoption_abandon"),
    re_path(
        r"^transferbericht/(?P<slug>[-\w]+)\.(?P<kind>csv|pdf)$",
        transfer_report.of_organisation,
        name="transfer_report_of",
    ),
    re_path(
        r"^(?P<slug>[-\w]+)/transferbericht\.(?P<kind>csv|pdf)$",
        transfer_report.of_practice,
        name="transfer_report",
    ),
    path("<slug:slug>/nachnutzung/", adoption.declare, name="declare"),
    # One practice
    path("<slug:slug>/", page.practice, name="practice"),
    path("<slug:slug>/frage/", asking.ask, name="ask"),
    path("<slug:slug>/frage/gestellt/", asking.asked, name="asked"),
    path("<slug:slug>/passung/", fit.of_practice, name="fit_of"),
    path("<slug:slug>/merken/", keeping.keep, name="keep"),
    path("<slug:slug>/uebernehmen/", writing.take_over, name="take_over"),
    path("<slug:slug>/aendern/", freshness.change, name="change"),
    path("<slug:slug>/fassung/", writing.revise, name="revise"),
    path("<slug:slug>/bestaetigen/", freshness.confirm_here, name="confirm_here"),
    path("<slug:slug>/einseiter.pdf", downloads.one_pager, name="one_pager"),
]
