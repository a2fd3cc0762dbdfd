"""The room's addresses, below /notices/."""

from django.urls import path

from linli.commons.notices import pages

app_name = "notices"
urlpatterns = [
    path("<slug:code>", pages.board, name="board"),
    path("<slug:code>/<int:notice>/object", pages.object_, name="object"),
    path("<slug:code>/print", pages.paper, name="paper"),
]
