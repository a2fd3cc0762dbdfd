"""A form on a page: inputs, problems, answers to look over; and the way there and back."""

import re
from html.parser import HTMLParser

import pytest
from django.http import QueryDict
from django.template import engines
from django.utils.translation import override

from linli.kernel.forms import Form, errors, inputs, merge, read, summary, troubles
from linli.kernel.forms.tests.sample import form, full

FORM = Form(form())


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


def by_name(**changes):
    return {field.name: field for field in inputs(FORM, full(**changes))}


def rendered(source, **context):
    template = '{% import "ui/form.html" as form %}' + source
    return engines["house"].from_string(template).template.render(**context)


class Posted(HTMLParser):
    """What a browser would send back of a form that nobody touched."""

    def __init__(self, html):
        super().__init__()
        self.query, self.select, self.area = QueryDict(mutable=True), "", None
        self.ids, self.described = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if "id" in found:
            self.ids.append(found["id"])
        self.described += (found.get("aria-describedby") or "").split() + [found[k] for k in ["for"] if k in found]
        if tag == "input" and (found.get("type") not in ("radio", "checkbox") or "checked" in found):
            self.query.appendlist(found["name"], found["value"])
        if tag == "select":
            self.select = found["name"]
        if tag == "option" and "selected" in found:
            self.query.appendlist(self.select, found["value"])
        if tag == "textarea":
            self.area = found["name"]

    def handle_data(self, data):
        if self.area:
            self.query.appendlist(self.area, data)
            self.area = None


FORMS = [
    full(),
    full(employed="yes", employer='某" <b>&', left_on=None),
    full(employed="yes", employer="某厂", left_on=None, since="2020-01-01"),
    full(members=None, help=None, note=None, pet=None, rent=0),
    full(name="王", rent="dear", badge="12x", pet=True),
    {},
]


@pytest.mark.parametrize("answers", FORMS)
def test_a_page_that_nobody_touched_comes_back_as_it_was(answers):
    html = rendered("{{ form.fields(inputs) }}", inputs=inputs(FORM, answers, errors=errors(FORM, answers)))
    assert merge(FORM, answers, read(FORM, Posted(html).query)) == answers


@pytest.mark.parametrize("answers", FORMS)
def test_every_label_hint_and_error_belongs_to_something_and_ids_are_unique(answers):
    wrong = errors(FORM, answers)
    html = rendered("{{ form.fields(inputs) }}", inputs=inputs(FORM, answers, errors=wrong))
    page = Posted(html)
    assert len(set(page.ids)) == len(page.ids)
    assert set(page.described) <= set(page.ids)
    assert {trouble.id for trouble in troubles(FORM, wrong)} <= set(page.ids)
    assert html.count('class="why"') == len(wrong)
    assert "style=" not in html


def test_each_field_has_its_widget():
    assert {name: field.widget for name, field in by_name(members=None).items()} == {
        "name": "text",
        "badge": "text",
        "born": "date",
        "employed": "radio",
        "left_on": "date",
        "members": "rows",
        "help": "checkboxes",
        "rent": "money",
        "rooms": "number",
        "note": "textarea",
        "agree": "checkbox",
        "pet": "radio",
    }
    many = form()
    many["properties"]["employed"]["enum"] = list("abcdefg")
    many["properties"]["employed"]["x-labels"] = {key: {"zh-hans": "甲", "en": "A"} for key in "abcdefg"}
    assert {f.name: f.widget for f in inputs(Form(many), {})}["employed"] == "select"
    assert "<select" in rendered("{{ form.fields(inputs) }}", inputs=inputs(Form(many), {}))


def test_a_sound_number_is_shown_masked_a_wrong_one_as_typed():
    assert by_name()["badge"].value == "1*****784"
    assert by_name(badge="12345678")["badge"].value == "12345678"


def test_values_are_shown_as_people_type_them():
    shown = by_name()
    assert (shown["rent"].value, shown["rooms"].value, shown["born"].value) == ("1200.50", "2", "1945-03-08")
    assert by_name(rent="dear")["rent"].value == "dear"
    assert [option.chosen for option in shown["pet"].options] == [False, True]
    assert [option.chosen for option in by_name(pet=None)["pet"].options] == [False, False]


def test_optional_fields_say_so_and_required_ones_do_not():
    html = rendered("{{ form.fields(inputs) }}", inputs=inputs(FORM, {}, ["name", "pet"]))
    labels = re.findall(r'<(?:label for="[^"]*"|legend)>(.*?)</(?:label|legend)>', html)
    assert [label.count("optional") for label in labels] == [0, 1]


def test_what_is_known_is_marked():
    html = rendered("{{ form.fields(inputs) }}", inputs=inputs(FORM, full(), ["name", "born"], known={"name"}))
    assert html.count("From your profile") == 1
    html = rendered("{{ form.fields(inputs, 'On file') }}", inputs=inputs(FORM, full(), ["name"], known={"name"}))
    assert "On file" in html


def test_a_full_group_offers_no_more():
    row = {"name": "李明", "tie": "child"}
    assert [by_name(members=[row] * n)["members"].full for n in (7, 8)] == [False, True]
    html = rendered("{{ form.fields(inputs) }}", inputs=inputs(FORM, full(members=[row] * 8), ["members"]))
    assert "_add" not in html
    assert html.count('name="_remove"') == 8


def test_enter_never_presses_a_button_of_a_group():
    html = rendered("{{ form.fields(inputs) }}", inputs=inputs(FORM, full()))
    assert 'name="' not in re.findall(r"<button[^>]*>", html)[0]
    assert "<button" not in rendered("{{ form.fields(inputs) }}", inputs=inputs(FORM, full(), ["name"]))


def test_problems_name_the_field_and_link_to_it():
    wrong = errors(FORM, full(name=None, members=[{"name": "李明", "tie": "aunt"}], other=1))
    assert [(t.id, t.title) for t in troubles(FORM, wrong)] == [
        ("f-name", "Name"),
        ("f-members-0-tie", "Members 1 · Tie"),
        ("f-other", "other"),
    ]
    html = rendered("{{ form.problems(troubles) }}", troubles=troubles(FORM, wrong))
    assert "3 places need your attention" in html
    assert '<a href="#f-name">Please fill in: Name</a>' in html
    assert rendered("{{ form.problems(troubles) }}", troubles=[]).strip() == ""


def test_answers_are_looked_over_in_words():
    shown = {said.name: said for said in summary(FORM, full())}
    assert list(shown) == [name for name in FORM.fields(full()) if name in full()]
    assert shown["rent"].text == "1200.50 yuan"
    assert shown["help"].text == "home, read"
    assert (shown["employed"].text, shown["agree"].text, shown["pet"].text) == ("No", "Yes", "No")
    assert (shown["badge"].text, shown["note"].text) == ("1*****784", "****")
    typed = {said.name: said.text for said in summary(FORM, full(), typing=True)}
    assert (typed["badge"], typed["note"]) == ("1*****784", full()["note"])
    assert shown["left_on"].text == "30 September 2026"
    assert [said.text for said in shown["members"].rows[0]] == ["李明", "Child", "9*****998", "0.00 yuan", "星海"]
    assert [said.text for said in summary(FORM, full(), ["badge"], plain=True)] == ["123456784"]
    assert [said.title for said in summary(FORM, {"employed": "no", "born": "unreal", "pet": None})] == [
        "Born",
        "Employed",
    ]


def test_the_summary_is_rendered_with_its_rows():
    html = rendered("{{ form.answered(summary) }}", summary=summary(FORM, full(name="<b>")))
    assert html.count("<li>") == 3
    assert "&lt;b&gt;" in html
    assert "<b>" not in html
