"""Facts told in many ways in each language are read back exactly, whatever the figures and the order."""

from dataclasses import dataclass
from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers import periods
from parsers.periods import Period
from parsers.records import Statistic
from parsers.statistics import extract_statistics

ORDINALS = ("first", "second", "third", "fourth")


@dataclass(frozen=True)
class Quarter:
    """What one release states: a quarter's total and its sexes, and the same quarter a year before."""

    year: int
    quarter: int
    men: int
    women: int
    before: int

    @property
    def total(self) -> int:
        return self.men + self.women

    @property
    def period(self) -> Period:
        return periods.quarter(self.year, self.quarter)

    @property
    def earlier(self) -> Period:
        return periods.quarter(self.year - 1, self.quarter)

    @property
    def published(self) -> date:
        end = self.period.end
        assert end is not None
        return date(end.year + end.month // 12, end.month % 12 + 1, 18)


quarters = st.builds(
    Quarter,
    year=st.integers(2004, 2025),
    quarter=st.integers(1, 4),
    men=st.integers(2, 400),
    women=st.integers(2, 900),
    before=st.integers(2, 990),
)


def won(number: int) -> str:
    """A number as Korean agencies write it: 1천47명."""
    return f"{number // 1000}천{number % 1000 or ''}" if number >= 1000 else str(number)


ENGLISH_TOTAL = (
    "A total of {total:,} North Korean defectors arrived in South Korea in the {nth} quarter of {year}.",
    "The number of defectors from North Korea entering the South came to {total:,} in the {nth} quarter of {year}.",
    "In the {nth} quarter of {year}, {total:,} North Koreans reached South Korea, data from the ministry showed.",
    "South Korea took in {total:,} North Korean escapees between {first} and {last} {year}, the ministry said.",
    "{total:,} North Koreans resettled in South Korea from {first} to {last} {year}, unification ministry data showed.",
)
ENGLISH_SEX = (
    "Of them, {women:,} were women and {men:,} were men.",
    "The group was made up of {women:,} women and {men:,} men.",
    "Women accounted for {women:,} of the arrivals and men for {men:,}.",
    "They included {men:,} men and {women:,} women.",
)
ENGLISH_BEFORE = (
    "The figure compares with {before:,} in the same period a year earlier.",
    "In the same quarter of {year_before}, {before:,} people had arrived.",
    "A year earlier, {before:,} defectors came in the same quarter.",
)
KOREAN_TOTAL = (
    "통일부는 {year}년 {quarter}분기 국내에 입국한 탈북민이 {total}명이라고 밝혔다.",
    "통일부에 따르면 {year}년 {quarter}분기 한국에 들어온 북한이탈주민은 모두 {total}명으로 집계됐다.",
    "{year}년 {first}~{last}월 입국한 탈북민은 {total}명이라고 통일부가 전했다.",
    "{year}년 {first}월부터 {last}월까지 국내에 들어온 탈북민은 총 {total}명이라고 통일부가 밝혔다.",
)
KOREAN_SEX = (
    "남성이 {men}명, 여성이 {women}명이다.",
    "이 가운데 여성은 {women}명, 남성은 {men}명이었다.",
    "성별로는 여성 {women}명, 남성 {men}명이다.",
    "남녀는 각각 {men}명과 {women}명이다.",
)
KOREAN_BEFORE = (
    "전년 같은 기간에는 {before}명이었다.",
    "{year_before}년 같은 기간에는 {before}명이 들어왔다.",
)
JAPANESE_TOTAL = (
    "韓国統一省は、{year}年第{quarter}四半期に韓国に入国した脱北者が{total}人だったと発表した。",
    "統一部によると、{year}年{first}〜{last}月期に韓国入りした北朝鮮脱出住民（脱北者）は計{total}人だった。",
    "{year}年{first}月から{last}月までに韓国に入国した脱北者は合わせて{total}人でした。",
    "韓国統一省の集計で、{short}年{first}-{last}月に韓国入りした脱北者の数は{total}人に上ることが分かった。",
)
JAPANESE_SEX = (
    "このうち女性が{women}人、男性が{men}人だった。",
    "内訳は男性{men}人、女性{women}人だ。",
    "女性は{women}人、男性は{men}人となっている。",
)
JAPANESE_BEFORE = (
    "前年同期は{before}人だった。",
    "{year_before}年の同じ時期には{before}人が入国した。",
    "前年の同じ期間の入国者は{before}人にとどまった。",
)
GERMAN_TOTAL = (
    "Laut dem Vereinigungsministerium kamen im {nth} Quartal {year} {total} nordkoreanische Flüchtlinge nach Südkorea.",
    "Von {first} bis {last} {year} sind insgesamt {total} Nordkoreaner nach Südkorea eingereist.",
    "Im Zeitraum zwischen {first} und {last} {year} seien {total} Flüchtlinge aus Nordkorea eingetroffen, hieß es.",
    "Die Zahl der nach Südkorea gekommenen Nordkoreaner lag im {nth} Quartal {year} bei {total}.",
)
GERMAN_SEX = (
    "Davon waren {women} Frauen und {men} Männer.",
    "Unter ihnen waren {men} Männer und {women} Frauen.",
    "{women} Personen seien weiblich, {men} männlich gewesen.",
)
GERMAN_BEFORE = (
    "Im Vorjahreszeitraum waren es {before}.",
    "Im selben Quartal {year_before} kamen {before} Nordkoreaner.",
    "Ein Jahr zuvor waren {before} Flüchtlinge aus Nordkorea gekommen.",
)
CHINESE_TOTAL = (
    "据韩国统一部的资料，{year}年第{sign}季度共有{total}名脱北者入境韩国。",
    "统一部表示，{year}年{first}至{last}月抵达韩国的脱北者为{total}人。",
    "{year}年{first}月到{last}月，投奔韩国的北韩人有{total}人。",
    "南韓統一部公布，{year}年第{sign}季逃往南韓的脫北者共{total}人。",
)
CHINESE_SEX = (
    "其中女性{women}人，男性{men}人。",
    "其中有{women}名女性和{men}名男性。",
    "男女分别为{men}人和{women}人。",
)
CHINESE_BEFORE = (
    "{year_before}年同期为{before}人。",
    "前一年同期有{before}名脱北者入境。",
)
FRENCH_TOTAL = (
    "Selon le ministère de l'Unification, {total} réfugiés nord-coréens sont arrivés au Sud au {nth} trimestre {year}.",
    "Entre {first} et {last} {year}, {total} Nord-Coréens sont arrivés en Corée du Sud, a indiqué le ministère.",
    "De {first} à {last} {year}, un total de {total} réfugiés nord-coréens sont entrés en Corée du Sud.",
    "Au {nth} trimestre {year}, le nombre de Nord-Coréens arrivés au Sud était de {total}.",
)
FRENCH_SEX = (
    "Parmi eux figuraient {women} femmes et {men} hommes.",
    "Il y avait {men} hommes et {women} femmes.",
    "{women} étaient des femmes et {men} des hommes.",
)
FRENCH_BEFORE = (
    "Ils étaient {before} au même trimestre de {year_before}.",
    "Un an plus tôt, {before} Nord-Coréens étaient arrivés.",
    "À la même période de l'année précédente, {before} réfugiés nord-coréens étaient arrivés.",
)
FRENCH_ORDINALS = ("premier", "deuxième", "troisième", "quatrième")
FRENCH_MONTHS = ("janvier", "mars", "avril", "juin", "juillet", "septembre", "octobre", "décembre")
SPANISH_TOTAL = (
    "Según el ministerio de Unificación, {total} refugiados norcoreanos llegaron al Sur el {nth} trimestre de {year}.",
    "Entre {first} y {last} de {year} llegaron a Corea del Sur {total} norcoreanos, informó el ministerio.",
    "De {first} a {last} de {year} ingresaron en Corea del Sur un total de {total} refugiados norcoreanos.",
    "En el {nth} trimestre de {year} el número de norcoreanos llegados al Sur fue de {total}.",
)
SPANISH_SEX = (
    "De ellos, {women} son mujeres y {men} hombres.",
    "Eran {men} hombres y {women} mujeres.",
)
SPANISH_BEFORE = (
    "En el mismo trimestre de {year_before} fueron {before}.",
    "Un año antes llegaron {before} norcoreanos.",
)
SPANISH_ORDINALS = ("primer", "segundo", "tercer", "cuarto")
SPANISH_MONTHS = ("enero", "marzo", "abril", "junio", "julio", "septiembre", "octubre", "diciembre")
GERMAN_ORDINALS = ("ersten", "zweiten", "dritten", "vierten")
GERMAN_MONTHS = ("Januar", "März", "April", "Juni", "Juli", "September", "Oktober", "Dezember")
MONTHS = ("January", "March", "April", "June", "July", "September", "October", "December")


def fields(release: Quarter, *, korean: bool) -> dict[str, object]:
    first, last = release.quarter * 3 - 2, release.quarter * 3
    numbers = {n: getattr(release, n) for n in ("total", "men", "women", "before")}
    return {
        "year": release.year,
        "year_before": release.year - 1,
        "quarter": release.quarter,
        "nth": ORDINALS[release.quarter - 1],
        "first": first if korean else MONTHS[release.quarter * 2 - 2],
        "last": last if korean else MONTHS[release.quarter * 2 - 1],
        **({n: won(v) for n, v in numbers.items()} if korean else numbers),
    }


def told(statistics: tuple[Statistic, ...]) -> set[tuple[object, ...]]:
    return {
        (s.measure, s.value, s.sex, s.event, s.destination, s.scope, s.period_start, s.period_end) for s in statistics
    }


def wanted(release: Quarter) -> set[tuple[object, ...]]:
    def count(value: int, sex: str, period: Period) -> tuple[object, ...]:
        return ("count", value, sex, "arrival", "KR", "period", period.start, period.end)

    return {
        count(release.total, "all", release.period),
        count(release.men, "male", release.period),
        count(release.women, "female", release.period),
        count(release.before, "all", release.earlier),
    }


@pytest.mark.parametrize(("total", "sex", "before"), list(product(ENGLISH_TOTAL, ENGLISH_SEX, ENGLISH_BEFORE)))
@given(release=quarters)
@settings(max_examples=4, deadline=None)
def test_a_release_told_in_english_is_read_back(total: str, sex: str, before: str, release: Quarter) -> None:
    text = " ".join((total, sex, before)).format(**fields(release, korean=False))
    read = extract_statistics(text, published=release.published, language="en")
    assert told(read) == wanted(release), text


@pytest.mark.parametrize(("total", "sex", "before"), list(product(KOREAN_TOTAL, KOREAN_SEX, KOREAN_BEFORE)))
@given(release=quarters)
@settings(max_examples=4, deadline=None)
def test_a_release_told_in_korean_is_read_back(total: str, sex: str, before: str, release: Quarter) -> None:
    text = " ".join((total, sex, before)).format(**fields(release, korean=True))
    read = extract_statistics(text, published=release.published, language="ko")
    assert told(read) == wanted(release), text


def japanese_fields(release: Quarter) -> dict[str, object]:
    return {**fields(release, korean=True), **numbers_of(release), "short": f"{release.year % 100:02}"}


def german_fields(release: Quarter) -> dict[str, object]:
    numbers = {name: f"{number:,}".replace(",", ".") for name, number in numbers_of(release).items()}
    first = release.quarter * 2 - 2
    return {
        **fields(release, korean=False),
        **numbers,
        "nth": GERMAN_ORDINALS[release.quarter - 1],
        "first": GERMAN_MONTHS[first],
        "last": GERMAN_MONTHS[first + 1],
    }


def numbers_of(release: Quarter) -> dict[str, int]:
    return {name: getattr(release, name) for name in ("total", "men", "women", "before")}


@pytest.mark.parametrize(("total", "sex", "before"), list(product(JAPANESE_TOTAL, JAPANESE_SEX, JAPANESE_BEFORE)))
@given(release=quarters)
@settings(max_examples=4, deadline=None)
def test_a_release_told_in_japanese_is_read_back(total: str, sex: str, before: str, release: Quarter) -> None:
    text = "".join((total, sex, before)).format(**japanese_fields(release))
    read = extract_statistics(text, published=release.published, language="ja")
    assert told(read) == wanted(release), text


@pytest.mark.parametrize(("total", "sex", "before"), list(product(GERMAN_TOTAL, GERMAN_SEX, GERMAN_BEFORE)))
@given(release=quarters)
@settings(max_examples=4, deadline=None)
def test_a_release_told_in_german_is_read_back(total: str, sex: str, before: str, release: Quarter) -> None:
    text = " ".join((total, sex, before)).format(**german_fields(release))
    read = extract_statistics(text, published=release.published, language="de")
    assert told(read) == wanted(release), text


@pytest.mark.parametrize(("total", "sex", "before"), list(product(CHINESE_TOTAL, CHINESE_SEX, CHINESE_BEFORE)))
@given(release=quarters)
@settings(max_examples=4, deadline=None)
def test_a_release_told_in_chinese_is_read_back(total: str, sex: str, before: str, release: Quarter) -> None:
    signs = {**fields(release, korean=True), **numbers_of(release), "sign": "一二三四"[release.quarter - 1]}
    text = "".join((total, sex, before)).format(**signs)
    read = extract_statistics(text, published=release.published, language="zh")
    assert told(read) == wanted(release), text


@pytest.mark.parametrize(("total", "sex", "before"), list(product(FRENCH_TOTAL, FRENCH_SEX, FRENCH_BEFORE)))
@given(release=quarters)
@settings(max_examples=4, deadline=None)
def test_a_release_told_in_french_is_read_back(total: str, sex: str, before: str, release: Quarter) -> None:
    first = release.quarter * 2 - 2
    words = {
        **fields(release, korean=False),
        **{name: f"{number:,}".replace(",", "\u202f") for name, number in numbers_of(release).items()},
        "nth": FRENCH_ORDINALS[release.quarter - 1],
        "first": FRENCH_MONTHS[first],
        "last": FRENCH_MONTHS[first + 1],
    }
    text = " ".join((total, sex, before)).format(**words)
    read = extract_statistics(text, published=release.published, language="fr")
    assert told(read) == wanted(release), text


@pytest.mark.parametrize(("total", "sex", "before"), list(product(SPANISH_TOTAL, SPANISH_SEX, SPANISH_BEFORE)))
@given(release=quarters)
@settings(max_examples=4, deadline=None)
def test_a_release_told_in_spanish_is_read_back(total: str, sex: str, before: str, release: Quarter) -> None:
    first = release.quarter * 2 - 2
    words = {
        **german_fields(release),
        "nth": SPANISH_ORDINALS[release.quarter - 1],
        "first": SPANISH_MONTHS[first],
        "last": SPANISH_MONTHS[first + 1],
    }
    text = " ".join((total, sex, before)).format(**words)
    read = extract_statistics(text, published=release.published, language="es")
    assert told(read) == wanted(release), text


CHANGES = (
    (
        "en",
        "In {year}, {a:,} North Koreans arrived in South Korea, down {p} percent from a year earlier.",
        "percent_change",
        -1,
    ),
    (
        "en",
        "The number of North Korean defectors arriving in the South rose {p} percent on-year to {a:,} in {year}.",
        "percent_change",
        1,
    ),
    (
        "en",
        "In {year}, {a:,} North Korean defectors reached the South, {p} more than in {before}.",
        "absolute_change",
        1,
    ),
    (
        "en",
        "In {year}, {a:,} North Korean defectors reached the South, {p} fewer than the year before.",
        "absolute_change",
        -1,
    ),
    ("ko", "{year}년 국내에 입국한 탈북민은 {a}명으로 전년보다 {p}% 줄었다.", "percent_change", -1),
    ("ko", "{year}년 입국한 탈북민은 {a}명으로 {before}년에 비해 {p}명 늘었다.", "absolute_change", 1),
    ("ko", "{year}년 탈북민 입국은 {a}명으로 전년 대비 {p}% 증가했다.", "percent_change", 1),
    ("ja", "{year}年に韓国入りした脱北者は{a}人で、前年より{p}%減少した。", "percent_change", -1),
    ("ja", "{year}年に韓国に入国した脱北者は{a}人で、{before}年に比べて{p}人増えた。", "absolute_change", 1),
    ("ja", "{year}年の脱北者の入国者は{a}人（前年比{p}%増）だった。", "percent_change", 1),
    ("zh", "{year}年有{a}名脱北者入境韩国，比前一年减少{p}%。", "percent_change", -1),
    ("zh", "{year}年入境韩国的脱北者为{a}人，同比增长{p}%。", "percent_change", 1),
    ("zh", "{year}年入境韩国的脱北者为{a}人，比{before}年多{p}人。", "absolute_change", 1),
    (
        "fr",
        "En {year}, {a} Nord-Coréens sont arrivés au Sud, soit {p} % de moins que l'année précédente.",
        "percent_change",
        -1,
    ),
    ("fr", "En {year}, {a} Nord-Coréens sont arrivés au Sud, {p} de plus qu'en {before}.", "absolute_change", 1),
    ("fr", "{a} Nord-Coréens sont arrivés au Sud en {year}, une hausse de {p} % sur un an.", "percent_change", 1),
    ("es", "En {year} llegaron al Sur {a} norcoreanos, un {p} % menos que el año anterior.", "percent_change", -1),
    ("es", "En {year} llegaron al Sur {a} norcoreanos, un aumento del {p} % interanual.", "percent_change", 1),
    ("de", "{year} kamen {a} Nordkoreaner nach Südkorea, {p} Prozent weniger als im Vorjahr.", "percent_change", -1),
    ("de", "{year} kamen {a} Nordkoreaner nach Südkorea, {p} mehr als im Jahr {before}.", "absolute_change", 1),
    (
        "de",
        "{year} ist die Zahl der Nordkorea-Flüchtlinge im Vergleich zum Vorjahr um {p} Prozent auf {a} gestiegen.",
        "percent_change",
        1,
    ),
)


@pytest.mark.parametrize(("language", "text", "measure", "sign"), CHANGES)
@given(year=st.integers(2004, 2024), count=st.integers(100, 990), change=st.integers(2, 99))
@settings(max_examples=8, deadline=None)
def test_a_change_is_read_with_its_sign_and_its_base(
    language: str, text: str, measure: str, sign: int, year: int, count: int, change: int
) -> None:
    text = text.format(year=year, before=year - 1, a=count, p=change)
    read = extract_statistics(text, published=date(year + 1, 1, 20), language=language)
    changes = [s for s in read if s.measure == measure]
    assert [s.value for s in changes] == [sign * change], text
    assert (changes[0].versus_start, changes[0].versus_end) == (date(year - 1, 1, 1), date(year - 1, 12, 31)), text
    assert [s.value for s in read if s.measure == "count"] == [count], text
