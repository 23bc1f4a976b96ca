import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.encodings import decode_bytes

KOREAN = "통일부는 2023년 한 해 동안 국내에 들어온 탈북민이 196명이라고 밝혔다. 여성이 164명, 남성이 32명이다."
JAPANESE = "韓国統一省によると、2023年に韓国に入国した脱北者は196人だった。"
CHINESE = "韩国统一部表示，去年抵达韩国的脱北者共有一百九十六人，其中女性占多数。"
TAIWANESE = "韓國統一部表示，去年抵達韓國的脫北者共有一百九十六人，其中女性占多數。"
RUSSIAN = "Министерство объединения Южной Кореи сообщило о 196 перебежчиках."
GERMAN = (
    "Über 196 Überläufer erreichten im vergangenen Jahr Südkorea – fünfmal so viele wie zuvor, größtenteils Frauen."
)

DECLARED = [
    (KOREAN, "euc-kr"), (KOREAN, "ks_c_5601-1987"), (KOREAN, "cp949"), (JAPANESE, "Shift_JIS"), (JAPANESE, "euc-jp"),
    (JAPANESE, "iso-2022-jp"), (CHINESE, "gb2312"), (CHINESE, "GB18030"), (TAIWANESE, "big5"), (RUSSIAN, "cp1251"),
    (RUSSIAN, "koi8-r"), (GERMAN, "windows-1252"), (GERMAN, "utf-8"),
]  # fmt: skip
UNDECLARED = [
    (KOREAN, "euc-kr"), (JAPANESE, "shift_jis"), (JAPANESE, "euc-jp"), (CHINESE, "gb2312"), (TAIWANESE, "big5"),
    (GERMAN, "windows-1252"), (KOREAN, "utf-8"), (KOREAN, "utf-8-sig"), (KOREAN, "utf-16"),
]  # fmt: skip


def in_codec(text: str, name: str) -> bytes:
    return text.encode({"ks_c_5601-1987": "cp949"}.get(name, name))


@pytest.mark.parametrize(("text", "name"), DECLARED)
def test_a_declaration_in_the_document_or_the_header_is_followed(text: str, name: str) -> None:
    declared = f'<?xml version="1.0" encoding="{name}"?><a>{text}</a>'
    assert text in decode_bytes(in_codec(declared, name)).text
    assert text in decode_bytes(in_codec(f"<a>{text}</a>", name), content_type=f"text/xml; charset={name}").text


@pytest.mark.parametrize(("text", "name"), UNDECLARED)
def test_without_a_declaration_the_bytes_themselves_tell(text: str, name: str) -> None:
    assert decode_bytes(text.encode(name)).text == text


@pytest.mark.parametrize(("text", "name"), [(KOREAN, "euc-kr"), (JAPANESE, "shift_jis"), (CHINESE, "gb2312")])
@pytest.mark.parametrize("lie", ["iso-8859-1", "utf-8", "windows-1252"])
def test_an_east_asian_text_that_is_declared_western_is_read_as_what_it_is(text: str, name: str, lie: str) -> None:
    decoded = decode_bytes(text.encode(name), content_type=f"text/html; charset={lie}")
    assert decoded.text == text
    assert lie.partition("-")[0] in decoded.problem or "cp1252" in decoded.problem


def test_utf_8_that_is_declared_otherwise_is_read_as_utf_8_and_said_so() -> None:
    decoded = decode_bytes(KOREAN.encode(), content_type="text/html; charset=euc-kr")
    assert (decoded.text, decoded.problem) == (KOREAN, "declared cp949, is UTF-8")


def test_latin_1_means_windows_1252_as_on_the_web() -> None:
    assert decode_bytes(b"\x93196\x94", content_type="text/plain; charset=iso-8859-1").text == "“196”"


def test_a_damaged_byte_costs_one_character_and_is_reported() -> None:
    damaged = KOREAN.encode("euc-kr") + b"\xff\xff end"
    decoded = decode_bytes(damaged, content_type="text/xml; charset=euc-kr")
    assert decoded.text.startswith(KOREAN)
    assert decoded.text.endswith("end")
    assert "some bytes" in decoded.problem


@pytest.mark.parametrize("name", ["hex", "zip", "rot13", "idna", "undefined", "../../x", "unknown-8bit", "", "base64"])
def test_a_declaration_that_names_no_encoding_of_text_is_ignored(name: str) -> None:
    assert decode_bytes(b"plain \xe9", content_type=f"text/html; charset={name}").text == "plain é"


@settings(deadline=None)
@given(st.binary(max_size=300), st.text(max_size=40))
def test_no_bytes_raise(body: bytes, content_type: str) -> None:
    decode_bytes(body, content_type=content_type)


@settings(deadline=None)
@given(st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0xFFFF, exclude_categories=["Cs"]), min_size=1))
def test_utf_8_always_comes_back_as_it_was(text: str) -> None:
    assert decode_bytes(b"text: " + text.encode()).text == "text: " + text
