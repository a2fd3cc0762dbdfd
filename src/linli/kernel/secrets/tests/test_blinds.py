import pytest

from linli.kernel.secrets import blind, blinds, keys
from linli.kernel.secrets.suites import SUITES


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    settings.KEYS = tmp_path / "keys"


@pytest.mark.parametrize("suite", sorted(SUITES))
def test_a_value_is_found_by_its_tag_and_by_no_other(settings, suite):
    settings.SUITE = suite
    tag = blind("cn-id", "320501199001011234")
    assert tag == blind("cn-id", "320501199001011234")
    assert len({tag, blind("cn-id", "320501199001011235"), blind("phone", "320501199001011234")}) == 3
    assert b"3205" not in tag


def test_a_changed_suite_still_finds_what_was_indexed_before(settings):
    settings.SUITE = "aes-gcm+sha256"
    before = blind("cn-id", "1")
    settings.SUITE = "sm4-gcm+sm3"
    assert blind("cn-id", "1") == before


def test_while_a_key_rotates_both_versions_are_known_and_the_newest_is_current(settings):
    first = blind("cn-id", "1")
    (settings.KEYS / "index-2.key").write_text("linli-key-1 sm4-gcm+sm3 " + "cd" * 32)
    keys._ring.cache_clear()
    second = blind("cn-id", "1")
    assert first != second
    assert blinds("cn-id", "1") == [(1, first), (2, second)]


def test_another_installation_has_other_tags(settings, tmp_path):
    tag = blind("cn-id", "1")
    settings.KEYS = tmp_path / "elsewhere"
    assert blind("cn-id", "1") != tag
