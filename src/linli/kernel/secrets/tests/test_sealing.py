import pytest

from linli.kernel.secrets import Unreadable, digest, keys, mac, seal, seal_json, unseal, unseal_json
from linli.kernel.secrets.suites import SUITES, named


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    settings.KEYS = tmp_path / "keys"


@pytest.fixture(params=sorted(SUITES))
def suite(request, settings):
    settings.SUITE = request.param
    return request.param


def test_what_is_sealed_opens_again_and_is_not_readable_before(suite):
    token = seal(b"320501199001011234", purpose="a")
    assert b"320501199001011234" not in token
    assert unseal(token, purpose="a") == b"320501199001011234"


def test_a_block_begins_with_its_suite_and_key(suite):
    head = bytes([named(suite).number]) + keys.current("data").id
    assert seal(b"x", purpose="a")[:5] == head
    assert mac("a", b"x")[:5] == head


def test_no_two_blocks_of_the_same_data_are_alike(suite):
    assert seal(b"x", purpose="a") != seal(b"x", purpose="a")


def test_another_purpose_does_not_open_it(suite):
    with pytest.raises(Unreadable):
        unseal(seal(b"x", purpose="a"), purpose="b")


def test_no_byte_of_a_block_can_be_altered(suite):
    token = seal(b"secret", purpose="a")
    for at in range(len(token)):
        altered = token[:at] + bytes([token[at] ^ 4]) + token[at + 1 :]
        with pytest.raises(Unreadable):
            unseal(altered, purpose="a")


def test_no_shortened_block_opens(suite):
    token = seal(b"secret", purpose="a")
    for length in range(len(token)):
        with pytest.raises(Unreadable):
            unseal(token[:length], purpose="a")


def test_what_one_suite_sealed_stays_readable_under_the_other(settings):
    settings.SUITE = "aes-gcm+sha256"
    old = seal(b"old", purpose="a")
    settings.SUITE = "sm4-gcm+sm3"
    new = seal(b"new", purpose="a")
    assert (old[0], new[0]) == (1, 2)
    assert (unseal(old, purpose="a"), unseal(new, purpose="a")) == (b"old", b"new")


def test_a_newer_key_seals_and_the_older_still_opens(settings):
    old = seal(b"old", purpose="a")
    (settings.KEYS / "data-2.key").write_text("linli-key-1 aes-gcm+sha256 " + "ab" * 32)
    keys._ring.cache_clear()  # as in a process that starts now
    new = seal(b"new", purpose="a")
    assert old[1:5] != new[1:5]
    assert (unseal(old, purpose="a"), unseal(new, purpose="a")) == (b"old", b"new")


def test_without_its_key_a_block_stays_shut_and_says_which_key(settings, tmp_path):
    token = seal(b"x", purpose="a")
    settings.KEYS = tmp_path / "elsewhere"
    with pytest.raises(Unreadable, match=token[1:5].hex()):
        unseal(token, purpose="a")


def test_a_key_that_arrives_later_is_found_without_a_restart(settings, tmp_path):
    token, first = seal(b"x", purpose="a"), settings.KEYS
    settings.KEYS = tmp_path / "elsewhere"
    seal(b"y", purpose="a")
    (settings.KEYS / "data-7.key").write_text((first / "data-1.key").read_text())
    assert unseal(token, purpose="a") == b"x"


def test_json_comes_back_as_it_was(suite):
    value = {"姓名": "王秀英", "fen": 12345678901, "none": None, "list": [True, "x"]}
    assert unseal_json(seal_json(value, purpose="a"), purpose="a") == value


def test_a_tag_depends_on_purpose_data_and_key(suite, settings, tmp_path):
    tag = mac("a", b"x")
    assert tag == mac("a", b"x")
    assert len({tag, mac("b", b"x"), mac("a", b"y")}) == 3
    settings.KEYS = tmp_path / "elsewhere"
    assert mac("a", b"x") != tag


def test_tags_use_the_hash_of_their_suite():
    # of "x" under "salt", by openssl
    assert named("aes-gcm+sha256").tag(b"salt", b"x").hex() == HMAC_SHA256
    assert named("sm4-gcm+sm3").tag(b"salt", b"x").hex() == HMAC_SM3


def test_a_digest_of_content_is_the_same_under_every_suite(suite):
    assert digest(b"salt", b"x").hex() == HMAC_SHA256


HMAC_SHA256 = "555eb18440ae9c41f5d150d5628fa2b28bbdd8c479600188ebc68db666b0195f"
HMAC_SM3 = "a3511ea579d666e81607d96e569c610267d7c72894be0e7d6586960d4924ec45"


def test_sm4_in_gcm_is_that_of_the_standard():
    sm = named("sm4-gcm+sm3")
    # RFC 8998 A.1 (SM4-GCM)
    key, nonce = bytes.fromhex("0123456789abcdeffedcba9876543210"), bytes.fromhex("00001234567800000000abcd")
    beside = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    plain = bytes.fromhex(
        "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
        "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa"
    )
    sealed = sm.encrypt(key, nonce, plain, beside)
    assert sealed[-16:].hex() == "83de3541e4c2b58177e065a9bf7b62ec"
    assert sealed[:16].hex() == "17f399f08c67d5ee19d0dc9969c4bb7d"


def test_an_unknown_suite_is_refused_by_name(settings):
    settings.SUITE = "rot13"
    with pytest.raises(LookupError, match="rot13"):
        seal(b"x", purpose="a")
