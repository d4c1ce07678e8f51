"""Chinese scenes, without spaces: 一只小小的红色的狗在花园里睡觉。"""

from __future__ import annotations

from semhub.world.renderings.segment import Grammar, Segment, Style, keyword_table, words
from semhub.world.scenes import COLOURS, COUNTS, PLACES, PREDICATES, THINGS, Scene

COUNT = dict(zip(COUNTS, "一两三四", strict=True))
SIZE = {"small": "小小的", "big": "大大的"}
COLOUR = words(COLOURS, "红色,蓝色,绿色,黄色,橙色,紫色,白色,棕色")
THING = words(THINGS, "狗,猫,马,牛,猪,猫头鹰,鱼,鸭子,青蛙,熊,狮子,猴子,兔子,羊,大象,公鸡")
MEASURE = {"horse": "匹", "cow": "头", "pig": "头", "fish": "条", "bear": "头", "lion": "头"}
MEASURE |= {"elephant": "头"}
VERB = words(
    PREDICATES,
    "睡觉,跑步,唱歌,跳高,跳舞,游泳,飞翔,等待,很高兴,很难过,很饿,很累,吃面包,喝水,看书,看月亮",
)
PLACE = words(PLACES, "花园里,厨房里,河边,山上,森林里,街上,海滩上,学校里")


def segments(scene: Scene, style: Style) -> list[Segment]:
    measure = MEASURE.get(scene.thing, "只")
    place = [Segment("place", f"在{PLACE[scene.place]}")] if scene.place else []
    if place and style.place_first:
        place = [Segment("place", f"在{PLACE[scene.place]}，")]
    definite = "那" if style.definite else ""
    count = "" if style.definite and scene.count == 1 else COUNT[scene.count]
    who = [
        Segment("count", definite + count + measure),
        Segment("size", SIZE[scene.size] if scene.size else ""),
        Segment("colour", COLOUR[scene.colour] + "的" if scene.colour else ""),
        Segment("thing", THING[scene.thing]),
    ]
    verb = [Segment("predicate", VERB[scene.predicate])]
    return place + who + verb if style.place_first else who + place + verb


GRAMMAR = Grammar(
    name="zh",
    segments=segments,
    keywords=keyword_table(
        count={str(n): word for n, word in COUNT.items()},
        size={"small": "小", "big": "大"},
        colour=COLOUR,
        thing=THING,
        predicate=words(
            PREDICATES,
            "睡觉,跑步,唱歌,跳高,跳舞,游泳,飞翔,等待,高兴,难过,饿,累,面包,水,书,月亮",
        ),
        place=words(PLACES, "花园,厨房,河,山,森林,街,海滩,学校"),
    ),
    joiner="",
    stop="。",
    gap="",
    comma="、",
    capitals=False,
)
