import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.composing.emoji import is_emoji

ONE = [
    *("👍", "❤️", "❤", "😂", "😮", "🙏", "☕", "👍🏽", "✌🏿", "👨‍👩‍👧‍👦", "❤️‍🔥", "🏳️‍🌈", "👩🏾‍💻"),
    *("🇧🇷", "1️⃣", "#️⃣", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "™️", "⬛", "🫶", "🤷🏻‍♀️", "‼️", "ℹ️", "🀄", "↔️"),
]
NOT_ONE = [
    *("", "a", "1", "ok", "👍👍", "👍 ", " 👍", "👍a", "🇧", "🇧🇷🇧", "\ufe0f", "\u200d", "👍\u200d", "🏽"),
    *("é", "<b>", "\n", "👍" * 70, "\u200d".join("👨" * 16)),
]


@pytest.mark.parametrize("emoji", ONE)
def test_one_is_one(emoji: str) -> None:
    assert is_emoji(emoji)


@pytest.mark.parametrize("text", NOT_ONE)
def test_all_else_is_not(text: str) -> None:
    assert not is_emoji(text)


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "Z", "C"]), min_size=1))
def test_no_writing_is_an_emoji(text: str) -> None:
    assert not is_emoji(text) or set(text) & set("\u203c\u2049\u3030\u303d\u20e3")
