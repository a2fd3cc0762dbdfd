import pytest


@pytest.fixture
def page(cast, client):
    """Somebody's page about themselves, in English."""

    def read(account):
        client.force_login(cast[account])
        return client.get("/me", headers={"Accept-Language": "en"}).text

    return read


def test_the_profile_is_shown_with_its_numbers_masked(page):
    shown = page("resident")
    assert all(
        words in shown for words in ("林秋怡", "3205**********8629", "199****8601", "12 April 1986", "Jingcheng")
    )
    assert all(number not in shown for number in ("320594198604128629", "19900008601", "6217001990008604121"))


def test_language_size_and_colours_are_chosen_here(page):
    shown = page("resident")
    assert all(f'name="{name}"' in shown for name in ("language", "elder", "theme"))


def test_whoever_works_here_sees_their_posts(page):
    assert "Jingcheng Liaison Station · Generalist" in page("generalist")


def test_a_visitor_is_asked_to_sign_in(client, cast):
    assert client.get("/me")["Location"] == "/accounts/login/?next=/me"
