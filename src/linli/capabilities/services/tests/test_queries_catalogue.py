import pytest

from linli.capabilities.services.queries import UnknownItem, catalogue
from linli.capabilities.services.queries.parts import Amount
from linli.capabilities.services.tests import items

pytestmark = pytest.mark.django_db


@pytest.fixture
def real():
    items.desks()
    items.publish_real()
    return catalogue()


def found(q, language="zh-hans"):
    return [item.code for item in catalogue().search(q, language)]


@pytest.mark.parametrize(
    ("q", "first"),
    [
        ("失业", "unemployment-registration"),
        ("sydj", "unemployment-registration"),
        ("SYDJ", "unemployment-registration"),
        ("shiye", "unemployment-registration"),
        ("shiyedengji", "unemployment-registration"),
        ("ShiYe dengji", "unemployment-registration"),
        ("dibao", "subsistence-allowance"),
        ("linshijiu", "temporary-assistance"),
        ("失業登記", "unemployment-registration"),  # traditional characters
        ("ｓｙｄｊ", "unemployment-registration"),  # full width
        ("我失业了怎么办", "unemployment-registration"),
        ("unemploy", "unemployment-registration"),
        ("lost job", "unemployment-registration"),
        ("残疾", "disability-card"),
        ("生活补贴", "disability-living-allowance"),
        ("护理", "disability-nursing-allowance"),
        ("退休金", "pension-eligibility"),
        ("火灾", "temporary-assistance"),
        ("fire", "temporary-assistance"),
        ("居住证申领", "residence-permit"),
        ("八十岁", "senior-allowance"),
        ("低保", "subsistence-allowance"),
        ("zdshbz", "subsistence-allowance"),
        ("居住证", "residence-permit-endorsement"),
        ("签注", "residence-permit-endorsement"),
        ("residence permit", "residence-permit"),
        ("permit renew", "residence-permit-endorsement"),
        ("jzz", "residence-permit-endorsement"),
        ("补贴 残疾", "disability-living-allowance"),
        ("就业困难", "employment-hardship"),
        ("灵活就业补贴", "flexible-work-insurance"),
        ("生孩子", "birth-registration"),
        ("育儿", "childcare-subsidy"),
        ("新生儿医保", "newborn-medical-insurance"),
        ("pregnant", "birth-registration"),
    ],
)
def test_the_right_item_comes_first(real, q, first):
    assert found(q)[0] == first


def test_the_name_counts_more_than_a_keyword(real):
    assert found("低保")[0] == "subsistence-allowance"
    assert "disability-living-allowance" in found("低保")[1:]
    assert {code.partition("-")[0] for code in found("残疾")[:3]} == {"disability"}


def test_of_equals_what_can_be_filed_comes_first(real):
    """居住证申领 can only be read about; both names begin alike."""
    assert found("居住证") == ["residence-permit-endorsement", "residence-permit"]


@pytest.mark.parametrize("q", ["火星", "失业 火星", "zzzz", "hiye", "x'; DROP TABLE", "%", "_", "\\"])
def test_what_fits_nothing_finds_nothing(real, q):
    assert found(q) == []


@pytest.mark.parametrize("q", ["", "   ", "\u3000"])
def test_nothing_asked_finds_all_by_situation(real, q):
    assert found(q) == [
        "employment-hardship",
        "flexible-work-insurance",
        "unemployment-registration",
        "destitute-support",
        "subsistence-allowance",
        "temporary-assistance",
        "data-allowance",
        "disability-card",
        "disability-living-allowance",
        "disability-nursing-allowance",
        "residence-permit",
        "residence-permit-endorsement",
        "birth-registration",
        "childcare-subsidy",
        "newborn-medical-insurance",
        "pension-eligibility",
        "senior-allowance",
        "senior-card",
        "medical-assistance",
    ]


def test_an_unknown_item_or_version_is_told(real):
    with pytest.raises(UnknownItem):
        real.item("nothing")
    with pytest.raises(UnknownItem):
        real.version(0)


def test_a_look_up_costs_one_query_and_none_more_within_a_request(real, django_assert_num_queries):
    from linli.kernel.database.generation import held

    with held(), django_assert_num_queries(1):
        catalogue().search("失业", "zh-hans")
        catalogue().item("unemployment-registration")


def test_unemployment_is_on_the_spot_with_ten_days_online(real):
    item = real.item("unemployment-registration")
    assert (item.on_the_spot, item.steps, item.deciding.unit, item.deciding.role) == (True, (), "station", "generalist")
    assert item.promise_by("window") is None
    promise = item.promise_by("online")
    assert promise and (promise.amount, promise.unit, promise.by) == (10, "working_day", "promise")
    assert (item.limit, item.retention, item.accept_promise) == (None, None, None)
    assert item.fee and item.fee.amount == 0


def test_the_living_allowance_goes_over_street_notice_and_federation(real):
    item = real.item("disability-living-allowance")
    assert [(step.k, step.kind, step.unit) for step in item.steps] == [
        (1, "desk", "street"),
        (2, "notice", "street"),
        (3, "desk", "disabled-federation"),
    ]
    assert item.step(2).duration == Amount(7, "natural_day")
    assert [step.limit.amount for step in item.steps if step.limit] == [10, 10]
    assert item.promise and (item.promise.amount, item.limit, item.deciding.limit) == (20, None, None)
    assert (item.deciding.unit, item.notice_fields, item.step(2).counts) == ("civil-affairs", ("name",), True)
    assert item.not_found >= {"limit", "deciding.limit", "notice.counts", "notice.fields", "retention"}
    assert [material.code for material in item.materials if material.need != "necessary"] == []


def test_the_subsistence_allowance_shares_one_limit_over_three_steps(real):
    item = real.item("subsistence-allowance")
    assert item.spans(1) == (1, 2, 3)
    assert [step.limit_with for step in item.steps] == [None, 1, 1]
    assert (item.step(1).officers, item.step(2).duration) == (2, Amount(5, "working_day"))
    limit = item.deciding.limit
    assert limit and (limit.amount, limit.by) == (10, "promise")
    assert (item.limit, item.promise) == (None, None)


def test_the_endorsement_has_no_period_at_all(real):
    item = real.item("residence-permit-endorsement")
    assert (item.limit, item.promise, item.steps, item.deciding.unit) == (None, None, (), "public-security")
    assert not item.on_the_spot


def test_trial_items_say_what_real_ones_do_not():
    items.desks()
    both, deemed, lapse, channels, notice, shared, page_only = items.publish(
        "promised-and-statutory", "deemed", "correction-limit", "channel-limits", "notice-not-counted", "shared-limit",
        "page-only",
    )  # fmt: skip
    assert both.limit and both.promise and (both.limit.amount, both.promise.amount) == (20, 10)
    assert [remedy.kind for remedy in both.remedies] == ["reconsider", "court"]
    assert both.retention and both.result and both.deliver_limit and both.fee and both.fee.amount == 1250
    assert deemed.deemed and (deemed.deemed.amount, deemed.accept_promise) == (5, Amount(2, "hour"))
    assert lapse.correction_limit and lapse.correction_limit.amount == 5
    assert [channels.promise_by(c) is None for c in ("online", "window")] == [False, True]
    assert [channels.limit_by(c) is None for c in ("online", "window")] == [True, False]
    assert notice.step(2).counts is False and notice.step(2).counts_basis
    assert shared.spans(1) == (1, 2, 3) and shared.deciding.limit
    assert page_only.fileable is False and page_only.body.get("form") is None
    with pytest.raises(LookupError):
        shared.step(4)
    with pytest.raises(LookupError):
        shared.step(0)
    with pytest.raises(LookupError):
        shared.material("no-such-paper")
