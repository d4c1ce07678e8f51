"""Thirteen sentences in two languages, and how a side is written to a file."""

from __future__ import annotations

from pathlib import Path

ENGLISH = [
    "The cat sleeps.", "The dog runs.", "A house stands here.", "The river is long.",
    "I drink water.", "She reads a book.", "It rains today.", "We go home.", "The sun is warm.",
    "He eats bread.", "The bird sings.", "Two and two are four.", "The door is open.",
]  # fmt: skip
ARABIC = [
    "القطة تنام.", "الكلب يجري.", "يقف بيت هنا.", "النهر طويل.", "أشرب الماء.", "هي تقرأ كتابا.",
    "إنها تمطر اليوم.", "نذهب إلى البيت.", "الشمس دافئة.", "هو يأكل الخبز.", "الطائر يغني.",
    "اثنان واثنان أربعة.", "الباب مفتوح.",
]  # fmt: skip


def written(path: Path, lines: list[str]) -> str:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)
