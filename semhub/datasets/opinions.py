"""Opinions that break off before their verdict, and words that judge: the project's own.

The words are few and plain, so that a continuation is scored by whether it says one of them, not by
all that it may mean.
"""

from __future__ import annotations

PROMPTS = {
    "zh": (
        "这部电影真的很", "这家餐厅的菜很", "我觉得这本书很", "那家酒店的服务很",
        "昨天的音乐会真的很", "这次旅行我觉得很",
    ),
    "es": (
        "La película fue muy", "La comida de este restaurante es muy", "Creo que este libro es muy",
        "El servicio del hotel fue muy", "El concierto de ayer fue muy", "El viaje me pareció muy",
    ),
}  # fmt: skip
"""Language -> prompts."""

WORDS = {
    "zh": (
        ("差", "糟", "坏", "烂", "难吃", "难看", "失望", "无聊"),
        ("好", "棒", "美", "优秀", "精彩", "好吃", "好看", "满意"),
    ),
    "es": (
        ("mal", "malo", "mala", "terrible", "horrible", "aburrido", "aburrida", "pésimo", "pésima"),
        ("bien", "bueno", "buena", "excelente", "genial", "bonito", "bonita", "divertido",
         "divertida"),
    ),
}  # fmt: skip
"""Language -> words that find something bad, and words that find it good."""
