"""Texts folded, found, abbreviated, translated and masked."""

import pytest
from django.db import connection
from django.utils.translation import override

from linli.kernel.texts import fold, initials, lexemes, localised, mask, said, syllables, translated, tsquery


def test_fold_makes_equal_what_people_take_for_the_same():
    assert fold("臺灣ＡＢＣ　醫療") == fold("台湾abc 医疗")
    assert len(fold("發展後臺")) == 4


def test_lexemes_are_pairs_of_characters_and_whole_words():
    assert lexemes("A3号楼 Wi-Fi") == {"a", "3", "号楼", "楼", "wi", "fi"}
    assert lexemes("") == set()


@pytest.mark.parametrize(
    ("question", "text", "found"),
    [
        ("失业", "失业登记", True),
        ("登", "失业登记", True),
        ("记", "失业登记", True),
        ("失業登記", "失业登记", True),
        ("业失", "失业登记", False),
        ("3号楼", "景城A3号楼", True),
        ("unemp", "Unemployment registration", True),
        ("employment", "Unemployment registration", False),
        ("x' | 'y \\ & ! :* <->", "nothing", False),
    ],
)
@pytest.mark.django_db
def test_a_question_finds_what_it_should(question, text, found):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_to_tsvector(%s::text[]) @@ %s::tsquery", [sorted(lexemes(text)), tsquery(question)]
        )
        assert cursor.fetchone()[0] is found


@pytest.mark.parametrize("empty", ["", "  ", "·—!'\\&|", "\0"])
def test_a_question_without_words_is_none(empty):
    assert tsquery(empty) is None


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("失业登记", "sydj"),
        ("困难残疾人生活补贴", "kncjrshbt"),
        ("低保审核确认", "dbshqr"),
        ("居住证签注", "jzzqz"),
        ("重度残疾人护理补贴", "zdcjrhlbt"),
        ("银行卡", "yhk"),
        ("行政区划调整", "xzqhtz"),
        ("社会保险参保登记", "shbxcbdj"),
        ("长者饭堂", "zzft"),
        ("长期护理", "cqhl"),
        ("重新申请", "cxsq"),
        ("重庆", "cq"),
        ("失業登記", "sydj"),
        ("Wi-Fi 登记", "wifidj"),
        ("A3号楼", "a3hl"),
        ("", ""),
    ],
)
def test_initials_are_what_a_typist_would_try(text, letters):
    assert initials(text) == letters


def test_syllables_are_without_tones_and_keep_other_words_whole():
    assert syllables("失業登記") == ("shi", "ye", "deng", "ji")
    assert syllables("绿 Wi-Fi 5") == ("lv", "wi", "fi", "5")
    assert syllables("") == ()


def test_family_names_are_read_as_names():
    assert [initials(name, person=True) for name in ("曾小明", "单雄信", "解缙", "李解放")] == [
        "zxm",
        "sxx",
        "xj",
        "ljf",
    ]
    assert initials("单位") == "dw"


def test_said_speaks_the_active_language_and_falls_back_to_chinese():
    text = {"zh-hans": "失业登记", "en": "Unemployment registration"}
    with override("en"):
        assert said(text) == "Unemployment registration"
    with override("zh-hans"):
        assert said(text) == "失业登记"
    assert said(text, "zh-hant") == "失业登记"
    assert said({"zh-hans": "失业", "en": ""}, "en") == "失业"
    assert (said("as it is"), said(None)) == ("as it is", "")


def test_localised_replaces_translated_texts_only():
    tree = {
        "title": {"zh-hans": "语言", "en": "Language"},
        "x-labels": {"zh-hans": {"zh-hans": "中文", "en": "Chinese"}, "en": {"zh-hans": "英文", "en": "English"}},
        "list": [{"zh-hans": "一", "en": "one"}, 2, None, True],
    }
    assert localised(tree, "en") == {
        "title": "Language",
        "x-labels": {"zh-hans": "Chinese", "en": "English"},
        "list": ["one", 2, None, True],
    }
    assert not translated(tree["x-labels"])


@pytest.mark.parametrize(
    ("kind", "value", "seen"),
    [
        ("identity", "320501199001010026", "3205**********0026"),
        ("phone", "13812344096", "138****4096"),
        ("card", "6217001234567891890", "***************1890"),
        ("card", "1890", "****"),
        ("phone", "1234567", "****"),
        ("else", "anything at all", "****"),
        ("identity", "", "****"),
    ],
)
def test_mask_shows_ends_only(kind, value, seen):
    assert mask(kind, value) == seen
