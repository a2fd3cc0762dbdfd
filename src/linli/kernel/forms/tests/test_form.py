"""Which fields apply now, which are required, and in what order."""

import json

from linli.kernel.forms import Form
from linli.kernel.forms.tests.sample import form

FORM = Form(form())
ALWAYS = ["name", "badge", "born", "employed", "members", "help", "rent", "rooms", "note", "agree", "pet"]


def names(answers):
    return list(FORM.fields(answers))


def test_a_branch_applies_while_its_sibling_says_so():
    assert names({}) == ALWAYS
    assert set(names({"employed": "yes"})) - set(ALWAYS) == {"employer"}
    assert set(names({"employed": "yes", "employer": "某店"})) - set(ALWAYS) == {"employer", "since"}
    assert set(names({"employed": "no"})) - set(ALWAYS) == {"left_on"}


def test_a_branch_does_not_hang_on_a_field_that_does_not_apply():
    assert "since" not in names({"employed": "no", "employer": "某店"})


def test_true_is_not_one():
    schema = form()
    schema["allOf"][0]["if"] = {"properties": {"pet": {"const": True}}, "required": ["pet"]}
    assert "employer" not in Form(schema).fields({"pet": 1})
    assert "employer" in Form(schema).fields({"pet": True})


def test_required_follows_the_branches():
    assert FORM.required({}) == {"name", "badge", "employed", "agree"}
    assert FORM.required({"employed": "yes"}) == {"name", "badge", "employed", "agree", "employer"}
    assert FORM.required({"employed": "no"}) == {"name", "badge", "employed", "agree", "born"}


def test_the_order_is_the_groups_whatever_order_the_database_gives_back():
    shuffled = json.loads(json.dumps(form(), sort_keys=True))
    assert list(Form(shuffled).fields({"employed": "no"})) == names({"employed": "no"})
    assert list(Form(shuffled).fields({"employed": "no"}))[4] == "left_on"


def test_pages_hold_the_fields_that_apply_and_none_is_empty():
    schema = form()
    schema["x-groups"][0]["fields"].remove("employer")
    schema["x-groups"].append({"title": {"zh-hans": "单位", "en": "Work"}, "fields": ["employer"]})
    compiled = Form(schema)
    assert [page["fields"][0] for page in compiled.pages({})] == ["name", "members"]
    assert [page["fields"] for page in compiled.pages({"employed": "yes"})][2] == ["employer"]
    assert len(compiled.groups) == 3


def test_known_names_the_path_in_the_profile():
    assert FORM.known == {"name": "profile.name", "badge": "profile.badge"}
