"""The desk's addresses; one's own are in `own`."""

from django.urls import path

from linli.commons.corrections.pages import desk

app_name = "corrections"
urlpatterns = [
    path("<str:id>/", desk.one, name="one"),
    path("<str:id>/answer", desk.answer, name="answer"),
]
