"""Japanese scenes, without spaces: 一匹の小さい赤い犬が庭で寝ています。"""

from __future__ import annotations

from semhub.world.renderings.segment import Grammar, Segment, Style, keyword_table, words
from semhub.world.scenes import COLOURS, COUNTS, PLACES, PREDICATES, THINGS, Scene

COUNT = dict(zip(COUNTS, "一二三四", strict=True))
SIZE = {"small": "小さい", "big": "大きい"}
COLOUR = words(COLOURS, "赤い,青い,緑の,黄色い,オレンジの,紫の,白い,茶色い")
THING = words(
    THINGS,
    "犬,ネコ,馬,牛,ブタ,フクロウ,魚,アヒル,カエル,クマ,ライオン,サル,ウサギ,羊,ゾウ,オンドリ",
)
COUNTER = {"horse": "頭", "cow": "頭", "bear": "頭", "lion": "頭", "elephant": "頭"}
COUNTER |= {"owl": "羽", "duck": "羽", "rooster": "羽"}
VERB = words(
    PREDICATES,
    "寝ています,走っています,歌っています,跳ねています,踊っています,泳いでいます,飛んでいます,"
    "待っています,うれしいです,悲しいです,空腹です,疲れています,パンを食べています,"
    "水を飲んでいます,本を読んでいます,月を見ています",
)
PLACE = words(PLACES, "庭,台所,川のそば,山,森,通り,浜辺,学校")


def segments(scene: Scene, style: Style) -> list[Segment]:
    counter = COUNTER.get(scene.thing, "匹")
    definite = "その" if style.definite else ""
    count = "" if style.definite and scene.count == 1 else f"{COUNT[scene.count]}{counter}の"
    place = [Segment("place", f"{PLACE[scene.place]}で")] if scene.place else []
    who = [
        Segment("count", definite + count),
        Segment("size", SIZE[scene.size] if scene.size else ""),
        Segment("colour", COLOUR[scene.colour] if scene.colour else ""),
        Segment("thing", THING[scene.thing] + "が"),
    ]
    verb = [Segment("predicate", VERB[scene.predicate])]
    return place + who + verb if style.place_first else who + place + verb


GRAMMAR = Grammar(
    name="ja",
    segments=segments,
    keywords=keyword_table(
        count={str(n): word for n, word in COUNT.items()},
        size=SIZE,
        colour=words(COLOURS, "赤,青,緑,黄色,オレンジ,紫,白,茶色"),
        thing=THING,
        predicate=words(
            PREDICATES,
            "寝る,走る,歌う,跳ねる,踊る,泳ぐ,飛ぶ,待つ,うれしい,悲しい,空腹,疲れる,パン,水,本,月",
        ),
        place=words(PLACES, "庭,台所,川,山,森,通り,浜辺,学校"),
    ),
    joiner="",
    stop="。",
    gap="",
    comma="、",
    capitals=False,
)
