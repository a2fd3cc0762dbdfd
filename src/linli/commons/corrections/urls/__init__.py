"""The desk's addresses; one's own are in `own`."""

from django.urls import path

from linli.commons.corrections.pages import desk, own

app_name = "corrections"
urlpatterns = [
    path("of/<int:id>", own.window, name="of"),
    path("<str:id>/", desk.one, name="one"),
    path("<str:id>/answer", desk.answer, name="answer"),
]
