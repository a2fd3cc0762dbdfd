import pytest
from django.test import Client

from linli.capabilities.services.queries import catalogue
from linli.capabilities.services.tests import items
from linli.kernel.access.models import User
from linli.kernel.access.tokens import issue
from linli.kernel.texts import translated

pytestmark = pytest.mark.django_db
ITEMS = "/api/v1/items"
SHAPE = {
    "code", "version", "name", "kind", "audience", "fileable", "handling", "as_published_by", "not_found",
    "confirmed_here", "acceptance", "fee", "basis", "competent_body", "receives_on_behalf", "form", "materials",
    "steps", "remedies",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _real():
    items.desks()
    items.publish_real()


@pytest.fixture
def client(db):
    """Somebody's program; the catalogue is the same for all."""
    return Client(headers={"Authorization": f"Bearer {issue(User.objects.create_user('anybody'))}"})


def get(client, path, language="zh-Hans", **query):
    return client.get(f"{ITEMS}{path}", query, headers={"Accept-Language": language})


def test_a_program_reads_the_catalogue_with_a_token(client):
    assert Client().get(ITEMS).status_code == 401
    listed = get(client, "").json()
    assert [item["code"] for item in listed["items"]] == [item.code for item in catalogue().items]
    assert listed["next"] is None


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_an_item_has_the_contracts_shape_in_one_language(client, language):
    item = get(client, "/disability-living-allowance", language).json()
    assert set(item) >= SHAPE
    assert not any(translated(part) for part in parts(item))
    assert item["name"] == catalogue().item("disability-living-allowance").name[language.lower()]
    assert [step["k"] for step in item["steps"]] == [1, 2, 3]
    assert all(step["counts"] is True for step in item["steps"])
    assert set(item["promise"]) == {"amount", "unit", "basis", "source"}
    assert item["notice"] == {"fields": ["name"]}
    assert "limit" not in item and "limit" in item["not_found"]
    assert item["acceptance"] == {"promise": None}
    assert all({"block", "place", "source"} <= set(entry) for entry in item["as_published_by"])


def parts(tree):
    yield tree
    for part in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from parts(part)


def test_the_forms_own_examples_can_be_filed(client):
    from linli.kernel.forms import errors

    for item in (one for one in catalogue().items if one.fileable):
        form = get(client, f"/{item.code}", "en").json()["form"]
        assert [name for group in form["x-groups"] for name in group["fields"]]
        assert errors(item.form, items.example_answers(item)) == []
        assert all(field["examples"] for field in form["properties"].values())


def test_a_search_answers_best_first(client):
    assert [item["code"] for item in get(client, "", q="sydj").json()["items"]] == [
        "unemployment-registration", "birth-registration",
    ]  # fmt: skip
    assert get(client, "", q="火星").json() == {"items": [], "next": None}


def test_a_word_of_digits_is_not_found_within_a_number(client):
    found = [[item["code"] for item in get(client, "", q=q).json()["items"]] for q in ("80", "1000002804", "80岁老人")]
    assert [codes[:1] for codes in found] == [["senior-allowance"], [], ["senior-allowance"]]


def test_pages_follow_each_other_to_the_end(client):
    codes, url = [], f"{ITEMS}?limit=1"
    while url:
        listed = client.get(url).json()
        codes += [item["code"] for item in listed["items"]]
        url = listed["next"]
    assert codes == [item.code for item in catalogue().items]


MALFORMED = [
    {"limit": 0},
    {"limit": 101},
    {"limit": "x"},
    {"cursor": "x"},
    {"cursor": "aXRlbXMgLTE"},  # "items -1"
    {"q": "13800138000"},
    {"q": "a\0b"},
    {"colour": "green"},
]


@pytest.mark.parametrize("query", MALFORMED)
def test_what_is_malformed_is_told(client, query):
    response = get(client, "", **query)
    assert (response.status_code, response.headers["Content-Type"]) == (400, "application/problem+json")


def test_an_unknown_item_is_a_problem_document(client):
    response = get(client, "/nothing")
    assert (response.status_code, response.headers["Content-Type"]) == (404, "application/problem+json")


def test_the_list_costs_two_queries_the_token_and_the_generation(client, django_assert_num_queries):
    get(client, "")
    with django_assert_num_queries(2):
        get(client, "", q="失业")
