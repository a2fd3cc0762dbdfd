"""The room's addresses."""

from django.urls import path

from linli.commons.mandates.pages import desk, own, wards

app_name = "mandates"
urlpatterns = [
    path("", own.mine, name="mine"),
    path("child", own.child, name="child"),
    path("offer", own.offer, name="offer"),
    path("take", own.take, name="take"),
    path("export", own.export, name="export"),
    path("of/<int:id>", desk.of_person, name="of"),
    path("<str:id>", desk.one, name="one"),
    path("<str:id>/known", wards.known, name="ward"),
    path("<str:id>/known/change", wards.change, name="ward-change"),
    path("<str:id>/household", wards.household, name="ward-household"),
    path("<str:id>/household/new", wards.new, name="ward-household-new"),
    path("<str:id>/household/<int:n>", wards.member, name="ward-household-member"),
    path("<str:id>/looks", wards.looks, name="ward-looks"),
    path("<str:id>/erase", wards.erasing, name="ward-erase"),
    path("<str:id>/paper", desk.paper, name="paper"),
    path("<str:id>/end", own.end, name="end"),
    path("<str:id>/unmask", desk.unmask, name="unmask"),
    path("<str:id>/check", desk.check, name="check"),
]
