"""Every mistake in a form is found, with its path; a sound form has none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.kernel.forms import schema_flaws
from linli.kernel.forms.tests.sample import both, form, text

P = "properties"


def changed(path, value):
    """The sample with a value put at a path; `...` removes it."""
    schema = form()
    spot = schema
    for step in path[:-1]:
        spot = spot[step]
    if value is ...:
        del spot[path[-1]]
    else:
        spot[path[-1]] = value
    return schema


def test_the_sample_is_sound():
    assert schema_flaws(form()) == []


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        # words outside the dialect
        (("anyOf",), [], ("anyOf",)),
        (("$defs",), {}, ("$defs",)),
        ((P, "name"), {"$ref": "#/x"}, (P, "name", "type")),
        ((P, "name", "pattern"), "^a+$", (P, "name", "pattern")),
        ((P, "name", "x-colour"), "red", (P, "name", "x-colour")),
        ((P, "name", "minimum"), 1, (P, "name", "minimum")),
        ((P, "rent", "multipleOf"), 5, (P, "rent", "multipleOf")),
        ((P, "help", "uniqueItems"), True, (P, "help", "uniqueItems")),
        (("allOf", 0, "else"), {}, ("allOf", 0, "else")),
        (("$schema",), "http://json-schema.org/draft-07/schema#", ("$schema",)),
        # shape
        (("type",), "array", ("type",)),
        (("unevaluatedProperties",), True, ("unevaluatedProperties",)),
        (("unevaluatedProperties",), ..., ("unevaluatedProperties",)),
        ((P,), {}, (P,)),
        ((P, "name", "type"), "number", (P, "name", "type")),
        ((P, "name", "type"), ["string", "null"], (P, "name", "type")),
        ((P, "name"), None, (P, "name")),
        ((P, "members", "items", P, "inner"), {"type": "array", "title": both("甲", "A"), "items": {"type": "object"}},
         (P, "members", "items", P, "inner", "items")),
        ((P, "members", "items", "unevaluatedProperties"), ..., (P, "members", "items", "unevaluatedProperties")),
        ((P, "help", "items"), {"type": "string"}, (P, "help", "items", "enum")),
        ((P, "help", "items"), {"type": "integer"}, (P, "help", "items")),
        # texts
        ((P, "name", "title"), ..., (P, "name", "title")),
        ((P, "name", "title"), "姓名", (P, "name", "title")),
        ((P, "name", "title", "en"), ..., (P, "name", "title", "en")),
        ((P, "name", "title", "zh-hans"), " ", (P, "name", "title", "zh-hans")),
        ((P, "name", "title", "fr"), "nom", (P, "name", "title")),
        ((P, "name", "description"), "x", (P, "name", "description")),
        (("x-groups", 0, "title", "en"), ..., ("x-groups", 0, "title", "en")),
        # choices
        ((P, "employed", "x-labels"), ..., (P, "employed", "x-labels")),
        ((P, "employed", "x-labels", "no"), ..., (P, "employed", "x-labels", "no")),
        ((P, "employed", "x-labels", "perhaps"), both("也许", "Perhaps"), (P, "employed", "x-labels")),
        ((P, "employed", "x-labels", "no", "en"), "", (P, "employed", "x-labels", "no", "en")),
        ((P, "employed", "enum"), [], (P, "employed", "enum")),
        ((P, "employed", "enum"), ["yes", "no", "no"], (P, "employed", "enum", 2)),
        ((P, "employed", "enum"), ["yes", "no", False], (P, "employed", "enum", 2)),
        ((P, "name", "x-labels"), {}, (P, "name", "x-labels")),
        # bounds
        ((P, "name", "minLength"), 40, (P, "name", "minLength")),
        ((P, "name", "maxLength"), "30", (P, "name", "maxLength")),
        ((P, "name", "minLength"), -1, (P, "name", "minLength")),
        ((P, "name", "minLength"), True, (P, "name", "minLength")),
        ((P, "rent", "maximum"), 1.5, (P, "rent", "maximum")),
        ((P, "members", "maxItems"), 51, (P, "members", "maxItems")),
        # our own words
        ((P, "name", "format"), "postcode", (P, "name", "format")),
        ((P, "name", "format"), ["date"], (P, "name", "format")),
        ((P, "name", "x-widget"), "radio", (P, "name", "x-widget")),
        ((P, "rent", "x-widget"), ["money"], (P, "rent", "x-widget")),
        ((P, "name", "x-known"), "../profile", (P, "name", "x-known")),
        ((P, "name", "x-sensitive"), "yes", (P, "name", "x-sensitive")),
        ((P, "agree", "const"), False, (P, "agree", "const")),
        # examples
        ((P, "name", "examples"), ..., (P, "name", "examples")),
        ((P, "name", "examples"), [], (P, "name", "examples")),
        ((P, "name", "examples"), ["王"], (P, "name", "examples", 0)),
        ((P, "badge", "examples"), ["123456785"], (P, "badge", "examples", 0)),
        ((P, "rent", "examples"), [1200.5], (P, "rent", "examples", 0)),
        ((P, "members", "examples"), [[{"name": "李明"}]], (P, "members", "examples", 0)),
        # required, groups
        (("required",), ["name", "nobody"], ("required", 1)),
        (("required",), ["name", "name"], ("required", 1)),
        (("required",), "name", ("required",)),
        (("required",), ["name", "employer"], ("required", 1)),
        (("x-groups",), ..., ("x-groups",)),
        (("x-groups", 0, "fields"), ["name"], ("x-groups",)),
        (("x-groups", 0, "fields", 0), "badge", ("x-groups", 0, "fields", 1)),
        (("x-groups", 1, "fields", 0), "name", ("x-groups", 1, "fields", 0)),
        (("x-groups", 0, "fields", 0), "nobody", ("x-groups", 0, "fields", 0)),
        # branches
        (("allOf", 0, "then"), {}, ("allOf", 0, "then")),
        (("allOf", 0, "then"), ..., ("allOf", 0, "then")),
        (("allOf", 0, "then", "required"), ["left_on"], ("allOf", 0, "then", "required", 0)),
        (("allOf", 0, "then", P, "name"), text("name", "王秀兰"), ("allOf", 0, "then", P, "name")),
        (("allOf", 0, "if", "required"), [], ("allOf", 0, "if", "required")),
        (("allOf", 0, "if", P), {"employed": {"const": "yes"}, "name": {"const": "x"}}, ("allOf", 0, "if", P)),
        (("allOf", 0, "if", P, "employed"), {"const": "maybe"}, ("allOf", 0, "if", P, "employed", "const")),
        (("allOf", 0, "if", P, "employed"), {"const": True}, ("allOf", 0, "if", P, "employed", "const")),
        (("allOf", 0, "if", P, "employed"), {}, ("allOf", 0, "if", P, "employed")),
        (("allOf", 0, "if", P, "employed"), {"minLength": 1}, ("allOf", 0, "if", P, "employed", "minLength")),
        (("allOf", 0, "if"), {P: {"left_on": {"const": "x"}}, "required": ["left_on"]},
         ("allOf", 0, "if", P, "left_on")),
        (("allOf", 0, "if"), {P: {"help": {"const": "x"}}, "required": ["help"]},
         ("allOf", 0, "if", P, "help", "const")),
        (("allOf",), {}, ("allOf",)),
    ],
)  # fmt: skip
def test_a_mistake_is_found_where_it_is(path, value, where):
    assert where in [at for at, _ in schema_flaws(changed(path, value))]


def test_all_mistakes_are_found_at_once():
    schema = form()
    del schema[P]["name"]["title"]["en"]
    schema[P]["rent"]["minimum"] = "0"
    schema["required"].append("nobody")
    schema["allOf"][0]["if"]["required"] = ["nobody"]
    assert [at for at, _ in schema_flaws(schema)] == [
        (P, "name", "title", "en"),
        (P, "rent", "minimum"),
        ("required", 4),
        ("allOf", 0, "if", "required"),
    ]


def test_a_wrong_example_is_told_beside_other_flaws_of_its_field():
    schema = form()
    schema[P]["name"] |= {"examples": ["王"], "title": None, "maxLength": "30"}
    assert [at for at, _ in schema_flaws(schema)] == [
        (P, "name", "title"),
        (P, "name", "maxLength"),
        (P, "name", "examples", 0),
    ]


def test_names_that_would_break_a_page_are_refused():
    schema = form()
    schema[P]["first-name"] = text("first name", "x")
    assert (P, "first-name") in [at for at, _ in schema_flaws(schema)]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4) | st.sampled_from(["string", "date"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", P, "enum", "items", "title", "if", "then", "const", "x"]), inner, max_size=4
        )
    ),
    max_leaves=10,
)


def _paths(value, at=()):
    yield at
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, one in inner:
        yield from _paths(one, (*at, step))


PATHS = [path for path in _paths(form()) if path]


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(PATHS), JSON)
def test_no_form_makes_the_reader_fail(path, value):
    for at, what in schema_flaws(changed(path, value)):
        assert isinstance(at, tuple)
        assert what


@pytest.mark.parametrize("schema", [None, [], "x", 1, {}, {1: 2}])
def test_what_is_no_form_at_all_is_a_flaw(schema):
    assert schema_flaws(schema)
