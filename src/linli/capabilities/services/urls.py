"""The room's addresses."""

from django.urls import path

from linli.capabilities.services.pages import (
    apply,
    case,
    fill,
    items,
    known,
    matter,
    mine,
    objecting,
    papers,
    persons,
    prints,
    supplying,
    telling,
    verbs,
    verify,
    window,
)

app_name = "services"
urlpatterns = [
    *items.urlpatterns,
    path("apply/<slug:code>", apply.start, name="apply"),
    path("matters/", mine.matters, name="matters"),
    path("matters/<str:number>", matter.matter, name="matter"),
    path("matters/<str:number>/fill/<int:index>", fill.fill, name="fill"),
    path("matters/<str:number>/papers", papers.papers, name="papers"),
    path("matters/<str:number>/check", apply.check, name="check"),
    path("matters/<str:number>/discard", apply.discard, name="discard"),
    path("matters/<str:number>/receipt", apply.receipt, name="receipt"),
    path("matters/<str:number>/print/<slug:kind>", prints.paper, name="print"),
    path("papers/<str:id>", papers.paper, name="paper"),
    path("verify/", verify.ask, name="verify-ask"),
    path("verify/<str:code>", verify.verify, name="verify"),
    path("find", persons.search, name="find"),
    path("people/new", persons.new, name="person-new"),
    path("people/<int:id>", persons.person, name="person"),
    path("people/<int:id>/known", known.change, name="person-known"),
    path("people/<int:id>/unmask", persons.unmask, name="person-unmask"),
    path("people/<int:id>/new", persons.choose, name="choose"),
    path("people/<int:id>/new/<slug:code>", window.new, name="window-new"),
    path("aside", persons.aside, name="aside"),
    path("matters/<str:number>/filing", window.filing, name="window-filing"),
    path("matters/<str:number>/filed", window.filed, name="window-filed"),
    path("matters/<str:number>/unmask", case.unmask, name="unmask"),
    path("matters/<str:number>/told", telling.told, name="told"),
    path("matters/<str:number>/called-back", objecting.called_back, name="called-back"),
    path("matters/<str:number>/following", supplying.following, name="following"),
    # Last: any other word after a number is a verb.
    path("matters/<str:number>/<slug:verb>", verbs.press, name="verb"),
]
