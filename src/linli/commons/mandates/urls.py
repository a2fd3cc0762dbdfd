"""The room's addresses."""

from django.urls import path

from linli.commons.mandates.pages import desk, own

app_name = "mandates"
urlpatterns = [
    path("", own.mine, name="mine"),
    path("child", own.child, name="child"),
    path("offer", own.offer, name="offer"),
    path("take", own.take, name="take"),
    path("export", own.export, name="export"),
    path("of/<int:id>", desk.of_person, name="of"),
    path("<str:id>", desk.one, name="one"),
    path("<str:id>/paper", desk.paper, name="paper"),
    path("<str:id>/end", own.end, name="end"),
    path("<str:id>/check", desk.check, name="check"),
]
