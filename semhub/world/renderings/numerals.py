"""Numbers from 0 to 48 as words in each language of the world."""

from __future__ import annotations

LARGEST = 48

ENGLISH_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
SPANISH_UNITS = [
    "cero",
    "uno",
    "dos",
    "tres",
    "cuatro",
    "cinco",
    "seis",
    "siete",
    "ocho",
    "nueve",
    "diez",
    "once",
    "doce",
    "trece",
    "catorce",
    "quince",
    "dieciséis",
    "diecisiete",
    "dieciocho",
    "diecinueve",
    "veinte",
    "veintiuno",
    "veintidós",
    "veintitrés",
    "veinticuatro",
    "veinticinco",
    "veintiséis",
    "veintisiete",
    "veintiocho",
    "veintinueve",
]
FRENCH_UNITS = [
    "zéro",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
    "dix-sept",
    "dix-huit",
    "dix-neuf",
]
GERMAN_UNITS = [
    "null",
    "eins",
    "zwei",
    "drei",
    "vier",
    "fünf",
    "sechs",
    "sieben",
    "acht",
    "neun",
    "zehn",
    "elf",
    "zwölf",
    "dreizehn",
    "vierzehn",
    "fünfzehn",
    "sechzehn",
    "siebzehn",
    "achtzehn",
    "neunzehn",
]
RUSSIAN_UNITS = [
    "ноль",
    "один",
    "два",
    "три",
    "четыре",
    "пять",
    "шесть",
    "семь",
    "восемь",
    "девять",
    "десять",
    "одиннадцать",
    "двенадцать",
    "тринадцать",
    "четырнадцать",
    "пятнадцать",
    "шестнадцать",
    "семнадцать",
    "восемнадцать",
    "девятнадцать",
]
HAN_UNITS = "零一二三四五六七八九"
TENS = {
    "en": ("twenty", "thirty", "forty"),
    "fr": ("vingt", "trente", "quarante"),
    "de": ("zwanzig", "dreißig", "vierzig"),
    "ru": ("двадцать", "тридцать", "сорок"),
}


def number_words(number: int, language: str) -> str:
    """Return the cardinal `number` in words; raises ValueError outside 0..48."""
    if not 0 <= number <= LARGEST:
        raise ValueError(f"only 0 to {LARGEST} have words here, not {number}")
    tens, unit = divmod(number, 10)
    if language in ("zh", "ja"):
        ten = {0: "", 1: "十"}.get(tens, HAN_UNITS[tens] + "十")
        return ten + (HAN_UNITS[unit] if unit or not tens else "")
    if language == "es":
        if number < 30:
            return SPANISH_UNITS[number]
        ten = {3: "treinta", 4: "cuarenta"}[tens]
        return f"{ten} y {SPANISH_UNITS[unit]}" if unit else ten
    units = {"en": ENGLISH_UNITS, "fr": FRENCH_UNITS, "de": GERMAN_UNITS, "ru": RUSSIAN_UNITS}
    if number < 20:
        return units[language][number]
    ten, one = TENS[language][tens - 2], units[language][unit]
    if not unit:
        return ten
    if language == "de":
        return f"{'ein' if unit == 1 else one}und{ten}"
    if language == "fr":
        return f"{ten} et un" if unit == 1 else f"{ten}-{one}"
    return f"{ten}-{one}" if language == "en" else f"{ten} {one}"
