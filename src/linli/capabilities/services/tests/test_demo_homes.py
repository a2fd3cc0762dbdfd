"""In a rehearsal a form that asks who lives in the household is filled in."""

import random
from datetime import timedelta

from linli.capabilities.services import actions, forms
from linli.capabilities.services.demo import acting, homes
from linli.capabilities.services.demo.life import DAYS, Life
from linli.capabilities.services.pages.beginning import known_at_start
from linli.capabilities.services.queries import catalogue
from linli.commons.mandates.models import Mandate
from linli.commons.people.models import Person
from linli.commons.people.queries import person_of
from linli.kernel import clock
from linli.kernel.access.models import AccessLog


def lived(cast):
    end = clock.now()
    life = Life(end - timedelta(days=DAYS), end, random.Random(1))
    people = {one.account.username: one for one in Person.objects.filter(posts=None, account__isnull=False)}
    acting.plan(life, people)
    homes.plan(life, people)
    life.run(lambda done, whole: None)


def test_two_of_the_cast_have_said_who_lives_with_them(cast):
    lived(cast)
    told = cast.api("resident").get("/api/v1/me").json()["person"]["known"]["household"]
    assert [(one["name"], one["relation"]) for one in told] == [("沈玉珍", "parent"), ("林小禾", "child")]
    page = cast.page("resident").get("/me/household").content.decode()
    assert "沈玉珍" in page and "林小禾" in page and "2016 年 3 月 7 日" in page
    his = {one["name"] for one in cast.api("neighbour").get("/api/v1/me").json()["person"]["known"]["household"]}
    children = set(Mandate.objects.filter(principal__isnull=False).values_list("principal__name", flat=True))
    assert children and children < his  # his daughter is a person here, his son is still to be entered
    assert not AccessLog.objects.filter(what="person.changed").exists()  # each said it themselves


def test_an_item_that_asks_for_the_household_knows_it(cast):
    item, person = catalogue().item("subsistence-allowance"), person_of(cast["resident"])
    assert "household_size" not in known_at_start(item, person)
    lived(cast)
    user = cast["resident"]
    answers = known_at_start(item, person_of(user))
    assert answers["household_size"] == 3
    filing, _submit = forms.new({"item": item.code, "answers": answers}, user)
    number = actions.draft(filing, by=user).number
    assert cast.look(number).draft["answers"]["household_size"] == 3
