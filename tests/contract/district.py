"""A lived-in district for the doors: objects of one's own community and of another, and who may see each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from linli.capabilities.services.demo import answers_for
from linli.capabilities.services.forms import begin_together
from linli.capabilities.services.queries import catalogue
from linli.commons.corrections.forms import ask as ask_correction
from linli.commons.duties.models import Duty
from linli.commons.mandates.actions import confirm
from linli.commons.mandates.forms import ask, record
from linli.commons.people.models import Person, Post
from linli.commons.people.public import make_person, person_of
from linli.commons.places.queries import network
from linli.kernel import clock
from linli.kernel.access.models import User
from tests.cast import MONDAY, PASSWORD, Cast, go_on

LATER = MONDAY + timedelta(days=14)
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
ITEM = "disability-living-allowance"
FAR = "fangyue"  # a community that Fangzhou's station serves
NUMBERS = ("320594198604128629", "19900008601", "6217001990008604121", "320594197109238711", "19900005802")

# The contract's cast, a window and a resident of the other community: they try every door with every object. The
# desks that matters come to try the objects that they see.
CAST = (
    "resident", "neighbour", "generalist", "specialist", "approver", "head", "officer", "administrator", "security",
    "auditor", "stranger", "fangzhou.generalist", "far-resident",
)  # fmt: skip
DESKS = ("jingcheng.generalist", "fangzhou.head", "hudong-committee.specialist", "disabled-federation.specialist")
WINDOW = ("generalist", "jingcheng.generalist")
REACH = (*WINDOW, "head")
STREET, FEDERATION = "hudong-committee.specialist", "disabled-federation.specialist"
CIVIL_AFFAIRS = ("specialist", "approver")
TRUSTED = ("administrator", "security", "auditor")
FANGZHOU = ("fangzhou.generalist", "fangzhou.head")


@dataclass(frozen=True)
class Thing:
    """An object, and who sees it by contract and design: written down here, derived from nothing."""

    kind: str
    title: str
    id: str
    seen_by: frozenset[str]


class District:
    """Objects of every kind that stands in an address."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.things: list[Thing] = []
        self._far_resident()
        with clock.standing(MONDAY):
            decided = self._at_notice()
            go_on()
        with clock.standing(LATER):
            self._decide(decided)
            self._matters(decided)
            self._others()
            go_on()

    def of(self, kind: str) -> list[Thing]:
        return [thing for thing in self.things if thing.kind == kind]

    def _add(self, kind: str, title: str, id: object, *seen_by: str) -> None:
        self.things.append(Thing(kind, title, str(id), frozenset(seen_by)))

    def _far_resident(self) -> None:
        place = network().place(FAR)
        assert network().takes_in(place.pk).code == "fangzhou"
        account = User.objects.create_user("far-resident", PASSWORD, name="方远")
        make_person("方远", by=None, community=place, known={}, account=account)

    def _file(self, account: str) -> str:
        upload = SimpleUploadedFile("paper.png", PICTURE, "image/png")
        made = self.cast.api(account).post("/api/v1/files", {"file": upload})
        assert made.status_code == 201, made.content
        return str(made.json()["id"])

    def _at_notice(self) -> str:
        number = self.cast.file(ITEM, "neighbour").number
        self.cast.do("generalist", "accept", number)
        self.cast.do(STREET, "complete-step", number, outcome="agree", opinion="情况属实")
        return number

    def _decide(self, number: str) -> None:
        go_on()
        self.cast.do(STREET, "complete-step", number)
        self.cast.do(FEDERATION, "complete-step", number, outcome="agree", opinion="同意")
        self.cast.do("approver", "grant", number, text="予以发放")

    def _matters(self, decided: str) -> None:
        near, far, loose = self._file("resident"), self._file("far-resident"), self._file("far-resident")
        filed = self.cast.file(ITEM, materials=[{"code": "identity-card", "file": near}]).number
        elsewhere = self.cast.file(ITEM, "far-resident", materials=[{"code": "identity-card", "file": far}]).number
        self._add("matter", "A matter filed in Jingcheng", filed, "resident", *REACH)
        self._add("matter", "A matter filed in another station's community", elsewhere, "far-resident", *FANGZHOU)
        at_notice = self._at_notice()
        self._add("matter", "A matter of which a notice hangs", at_notice, "neighbour", *REACH, STREET)
        seen = ("neighbour", *REACH, STREET, FEDERATION, *CIVIL_AFFAIRS)
        self._add("matter", "A matter that civil affairs has decided", decided, *seen)
        self._add("matter", "A draft made at home", self._draft("resident"), "resident")
        woman = make_person("王秀兰", by=None, community=network().place("jingcheng"), known={})
        aside = self._draft("generalist", on_behalf_of=str(woman.pk), channel="window")
        self._add("matter", "A draft put aside at the window", aside, *WINDOW)
        self._together()
        self._add("file", "A paper of the matter filed in Jingcheng", near, "resident", *REACH)
        self._add("file", "A paper of the matter filed elsewhere", far, "far-resident", *FANGZHOU)
        self._add("file", "A paper that belongs to no matter yet", loose, "far-resident")
        for number, seers in ((filed, WINDOW), (elsewhere, FANGZHOU[:1])):
            duty = Duty.objects.get(subject_id=number, kind="accept")
            where = "in Jingcheng" if number == filed else "elsewhere"
            self._add("duty", f"The duty to accept the matter filed {where}", duty.pk, *seers)

    def _together(self) -> None:
        """Two items as one, which are applied for together; and a draft of such."""
        person = person_of(self.cast["resident"])
        assert person is not None
        answers = answers_for(catalogue().item("newborn"), person)
        raw = {"item": "newborn", "answers": answers}
        filed = begin_together(raw | {"submit": True}, by=self.cast["resident"])
        self._add("joint", "Several items as one, filed in Jingcheng", filed, "resident", *REACH)
        draft = begin_together(raw, by=self.cast["resident"])
        self._add("joint", "A draft of several items as one", draft, "resident")

    def _corrections(self) -> None:
        name = {"subject": {"kind": "profile", "id": "name"}, "wrong": "名字写错了", "right": "林秋宜"}
        for account, where, seers in (
            ("resident", "in Jingcheng", REACH), ("far-resident", "in another station's community", FANGZHOU),
        ):  # fmt: skip
            made = ask_correction(name, by=self.cast[account])
            self._add("correction", f"An asking for correction {where}", made.pk, account, *seers)

    def _draft(self, account: str, **more: str) -> str:
        made = self.cast.api(account).post(
            "/api/v1/applications", {"item": ITEM, "answers": {}} | more, content_type="application/json"
        )
        assert made.status_code == 201, made.content
        return str(made.json()["number"])

    def _others(self) -> None:
        near = person_of(self.cast["resident"])
        far = Person.objects.get(account__username="far-resident")
        assert near is not None
        child = {"name": "林小满", "identity_number": "320594201805120249", "file": self._file("resident")}
        asked = ask(child, by=self.cast["resident"])
        self._add("mandate", "A guardianship that waits to be checked", asked.pk, "resident", *WINDOW)
        daughter = {"name": "陆一诺", "identity_number": "320594201709038026", "file": self._file("neighbour")}
        guards = confirm(str(ask(daughter, by=self.cast["neighbour"]).pk), by=self.cast["generalist"])
        self._add("mandate", "A guardianship in force", guards.pk, "neighbour", *WINDOW)
        letter = {
            "principal": str(near.pk), "agent": str(person_of(self.cast["neighbour"]).pk), "ground": "written",
            "items": ["unemployment-registration"], "until": "2026-12-31", "file": self._file("generalist"),
        }  # fmt: skip
        held = record(letter, by=self.cast["generalist"])
        self._add("mandate", "A mandate in force", held.pk, "resident", "neighbour", *WINDOW)
        self._corrections()
        self._add("account", "The account of somebody who works here", "specialist", *TRUSTED)
        post = Post.objects.get(person__account__username="specialist")
        self._add("post", "A post at a desk", post.pk, "officer", *TRUSTED)
        self._add("person", "A resident of Jingcheng", near.pk, *REACH)
        self._add("person", "A resident of another station's community", far.pk, *FANGZHOU)
