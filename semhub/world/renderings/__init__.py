"""How a meaning is written: one grammar a language or notation, one file each."""

from __future__ import annotations

from semhub.world.renderings import (
    chinese,
    code,
    english,
    french,
    german,
    japanese,
    logic,
    russian,
    spanish,
)

GRAMMARS = {
    module.GRAMMAR.name: module.GRAMMAR
    for module in (english, chinese, spanish, french, german, russian, japanese, code, logic)
}
LANGUAGES = ("en", "zh", "es", "fr", "de", "ru", "ja")
NOTATIONS = ("code", "logic")
