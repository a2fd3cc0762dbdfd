"""One mistake in a real item's file: it is told where it stands, and nothing else is."""

import pytest

from linli.capabilities.services.forms import bundle
from linli.capabilities.services.forms.catalogue import judge_source
from linli.capabilities.services.queries import item_page
from linli.capabilities.services.rules.catalogue import BLOCKS
from linli.capabilities.services.tests import items
from linli.capabilities.services.tests.test_forms_catalogue import changed, told
from linli.kernel.sources import read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _desks():
    items.desks()


MISTAKES = {
    "a statutory limit without basis": (
        "rating: {amount: 30",
        "limit: {amount: 20, unit: working_day, source: {zh-hans: 法, en: Law}}\nrating: {amount: 30",
        {"limit.basis", "limit", "not_found[0]"},
    ),
    "an extension longer than what it extends": (
        "rating: {amount: 30",
        "extension: {amount: 21, unit: working_day, basis: {zh-hans: 法, en: Law}, source: {zh-hans: 法, en: Law}}\n"
        "rating: {amount: 30",
        {"extension", "extension.amount"},
    ),
    "a promise that was removed and not named": (
        "promise:\n",
        "unpromised:\n",
        {"promise", "unpromised", "as_published_by[3].block"},
    ),
    "a block whose source is gone": ("  - block: who", "  - block: retention", {"as_published_by[0].block", "who"}),
    "a notice that publishes an identity number": ("fields: [name]", "fields: [identity_number]", {"notice.fields[0]"}),
    "a notice without a duration": ("duration: {amount: 7, unit: natural_day}", "counts: true", {"steps[1].duration"}),
    "steps out of order": ("  - k: 3", "  - k: 4", {"steps[2].k"}),
    "an unknown unit": ("unit: disabled-federation", "unit: disabled-league", {"steps[2].unit"}),
    "a decision by nobody who signs": ("role: approver", "role: specialist", {"deciding.role"}),
    "on the spot with steps": (
        "handling: promised",
        "handling: on_the_spot",
        {"steps", "deciding", "not_found[1]"},
    ),
    "an example that does not pass": (
        "6228480402564890018",
        "6228480402564890017",
        {"form.properties.bank_card.examples[0]"},
    ),
    "an example of a branch that does not pass": (
        "examples: [王建国]",
        f"examples: [{'王' * 61}]",
        {"form.allOf[0].then.properties.account_name.examples[0]"},
    ),
    "a field that is not known from the profile": (
        "x-known: profile.phone",
        "x-known: profile.shoes",
        {"form.properties.phone.x-known"},
    ),
    "a path without profile": ("x-known: profile.phone", "x-known: phone", {"form.properties.phone.x-known"}),
    "a path is told beside another flaw of the form": (
        "x-known: profile.phone\n      x-sensitive: true",
        "x-known: profile.fone\n      x-sensitive: perhaps",
        {"form.properties.phone.x-sensitive", "form.properties.phone.x-known"},
    ),
    "a field of another kind than what is known": (
        "x-known: profile.phone",
        "x-known: profile.bank_card",
        {"form.properties.phone.x-known"},
    ),
    "a number without its format": (
        "      format: cn-id\n",
        "",
        {"form.properties.identity_number.x-known"},
    ),
    "a number that is known and not kept secret": (
        "profile.identity_number\n      x-sensitive: true\n",
        "profile.identity_number\n",
        {"form.properties.identity_number.x-sensitive"},
    ),
    "an unknown key deep inside": (
        "    need: necessary",
        "    needed: necessary",
        {"materials[0].need", "materials[0].needed"},
    ),
    "an acceptance that says nothing": ("rating: {amount: 30", "acceptance: {}\nrating: {amount: 30", {"acceptance"}),
    "a correction that says nothing": (
        "rating: {amount: 30",
        "correction: {limit: null}\nrating: {amount: 30",
        {"correction"},
    ),
    "a delivery that says nothing": ("rating: {amount: 30", "delivery: {}\nrating: {amount: 30", {"delivery"}),
    "a guide from the future": (
        "  - block: who\n",
        "  - block: who\n    published: 2099-01-01\n",
        {"as_published_by[0].published"},
    ),
    "a promise longer than the law allows": (
        "rating: {amount: 30",
        "limit: {amount: 5, unit: working_day, basis: {zh-hans: 法, en: Law}, source: {zh-hans: 法, en: Law}}\n"
        "rating: {amount: 30",
        {"promise.amount", "limit", "not_found[0]"},
    ),
    "an amount in quotes": ("amount: 20", 'amount: "20"', {"promise.amount"}),
    "English missing": (", en: Living allowance for people with disabilities in hardship}", "}", {"name.en"}),
    "English empty": ("en: First review by the street", 'en: " "', {"steps[0].name.en"}),
    "a form without titles in English": (
        "title: {zh-hans: 姓名, en: Name}",
        "title: {zh-hans: 姓名}",
        {"form.properties.name.title.en"},
    ),
    "retention forgotten": ("  - retention\n", "", {"retention"}),
    "what is there called not found": ("  - limit\n", "  - promise\n", {"limit", "not_found[0]"}),
}


def test_a_known_number_is_never_published_whatever_else_the_form_says(tmp_path):
    file = changed(tmp_path, "fields: [name]", "fields: [name, identity_number]")
    file.write_text(
        file.read_text().replace("      format: cn-id\n", "", 1).replace("      x-sensitive: true\n", "", 1)
    )
    assert {field for field, _what in told(file)} == {
        "form.properties.identity_number.x-known",
        "form.properties.identity_number.x-sensitive",
        "notice.fields[1]",
    }


@pytest.mark.parametrize("name", MISTAKES)
def test_each_mistake_alone_is_told(tmp_path, name):
    old, new, fields = MISTAKES[name]
    assert {field for field, _what in told(changed(tmp_path, old, new))} == fields


@pytest.mark.parametrize(("days", "fields"), [(15, set()), (16, {"steps[1].duration"})])
def test_a_notice_ends_within_the_limit_that_it_shares(tmp_path, days, fields):
    file = changed(
        tmp_path,
        "duration: {amount: 5, unit: working_day}",
        f"duration: {{amount: {days}, unit: working_day}}",
        "subsistence-allowance",
    )
    _body, wrong = judge_source(read(file))
    assert {flaw.field for flaw in wrong} == fields


def test_a_promise_for_another_channel_than_the_law_speaks_of_is_not_compared(tmp_path):
    law = (
        "{amount: 5, unit: working_day, basis: {zh-hans: 法, en: Law}, source: {zh-hans: 法, en: Law}, channel: window}"
    )
    file = changed(tmp_path, "promise:\n", "promise:\n  channel: online\n")
    file.write_text(file.read_text().replace("rating: {amount: 30", f"limit: {law}\nrating: {{amount: 30", 1))
    assert "promise.amount" not in {field for field, _what in told(file)}


def test_what_hangs_first_waits_for_no_papers(tmp_path):
    lines = (items.FOLDER / "notice-not-counted.yaml").read_text().splitlines()
    file = tmp_path / "notice-not-counted.yaml"
    file.write_text("\n".join(line for line in lines if "{k: 1," not in line).replace("{k: 2,", "{k: 1,"))
    assert {field for field, _what in told(file)} == {"steps[0].kind"}


HOUSEHOLD = {
    "a size that is a text": ("    size:\n      type: integer", "    size:\n      type: string", "size.x-known"),
    "a household that is a size": ("profile.household\n", "profile.household_size\n", "members.x-known"),
    "relations of its own": ("sibling, other]", "sibling]", "members.items.properties.relation.enum"),
    "something that nobody said": ("          birth_date:", "          shoes:", "members.items.properties.shoes"),
    "a name with a format": ("maxLength: 100", "format: date", "members.items.properties.name"),
    "a number that is shown": (
        "            x-sensitive: true\n", "", "members.items.properties.identity_number.x-sensitive",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOUSEHOLD)
def test_a_household_is_asked_for_as_it_is_known(tmp_path, name):
    old, new, field = HOUSEHOLD[name]
    text = (items.FOLDER / "household.yaml").read_text()
    assert old in text
    file = tmp_path / "household.yaml"
    file.write_text(text.replace(old, new, 1))
    assert f"form.properties.{field}" in {found for found, _what in told(file)}


def test_who_lives_with_somebody_is_never_published(tmp_path):
    text = (items.FOLDER / "household.yaml").read_text()
    start = text.index("          identity_number:")
    file = tmp_path / "household.yaml"
    file.write_text(
        text[:start] + text[text.index("          birth_date:") :] + "notice: {fields: [members]}\n", encoding="utf-8"
    )
    assert "notice.fields[0]" in {field for field, _what in told(file)}


def test_every_block_that_may_be_told_has_a_name():
    assert set(item_page.BLOCKS) == {*BLOCKS, *bundle.BLOCKS}
