"""The desk's addresses, below /desk/."""

from django.urls import path

from linli.commons.duties import pages

app_name = "duties"
urlpatterns = [
    path("", pages.desk, name="desk"),
    path("<int:id>/take", pages.take, name="take"),
    path("<int:id>/hand-over", pages.hand_over, name="hand-over"),
]
