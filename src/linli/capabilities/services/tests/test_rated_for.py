"""Who acts for somebody rates in their name: the person concerned is told; how they rate it themselves is theirs."""

import pytest

from linli.capabilities.services.tests.items import publish
from linli.capabilities.services.tests.order import body
from linli.capabilities.services.tests.test_acting import guardian, mandate
from linli.capabilities.services.tests.test_declarations import DECIDES, DESK
from linli.commons.messages.models import Message
from linli.commons.messages.queries import said
from linli.commons.people.models import Person
from linli.commons.people.queries import person_of
from linli.kernel.api.problems import Problem
from tests.cast import go_on

SAID = "别告诉别人"


def closed(cast, account, **raw):
    publish("licence")
    number = cast.file("licence", account, **raw).number
    cast.do("generalist", "accept", number)
    cast.do(DESK, "complete-step", number, **body("complete-step", cast.look(number)))
    cast.do(DECIDES, "grant", number)
    cast.do("generalist", "deliver", number, means="window")
    return number


def told(number):
    go_on()
    return list(Message.objects.filter(params__id=number, template="services.rated"))


def test_the_ward_is_told_once_by_whom_and_not_what(cast):
    child = guardian(cast)
    Person.objects.filter(account=cast["stranger"]).update(account=None)
    child.account = cast["stranger"]
    child.save()
    number = closed(cast, "resident", on_behalf_of=str(child.pk))
    cast.do("resident", "rate", number, level=1, comment=SAID)
    [message] = told(number)
    assert message.person == child
    title, words, link = said(message)
    assert person_of(cast["resident"]).name in words
    assert (SAID in str(message.params), SAID in words, link) == (False, False, f"/matters/{number}")
    assert "services.rated" not in {m.template for m in Message.objects.filter(person=person_of(cast["resident"]))}
    assert len(told(number)) == 1
    assert title


def test_what_one_rates_oneself_is_told_to_nobody(cast):
    mandate(cast)
    number = closed(cast, "neighbour", on_behalf_of=str(person_of(cast["resident"]).pk))
    with pytest.raises(Problem):
        cast.do("neighbour", "rate", number, level=5)
    cast.do("resident", "rate", number, level=5)
    assert told(number) == []
