"""Cut the fonts in this folder out of Debian's Noto fonts: `python static/fonts/subset.py`.

Needs fonttools, which nothing else here does, and the packages fonts-noto-core and fonts-noto-cjk.
Of the small scripts all letters are kept, of Chinese the 3,755 characters of GB 2312's first level
and whatever else the embedded data has; what a person types beyond that the system's fonts give.

Noto Sans has no minus sign and no arrow, and where one letter of a text is missing the renderer
draws all of it in another font. So those signs are put in, and the font has a name of its own.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))
from semhub import datasets  # noqa: E402

NOTO = Path("/usr/share/fonts/truetype/noto")
CJK = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
SIMPLIFIED = 2  # the face of the collection with Chinese forms

LETTERS = [*range(0x20, 0x250), *range(0x2B0, 0x530), *range(0x1E00, 0x2000)]
SIGNS = [*range(0x2000, 0x2070), *range(0x2190, 0x2200), *range(0x2200, 0x2400), 0x2423, 0x23CE,
         *range(0x27E6, 0x27F0)]  # fmt: skip
BETWEEN = [*range(0x20, 0x40), *range(0x2000, 0x2070)]  # spaces, digits, joiners, isolates
NAMES = (1, 3, 4, 6)
"""Records of a font that say what it is called; the others say whose it is."""

WITH_SIGNS = ("NotoSansMath-Regular", "NotoSansSymbols-Regular", "NotoSansSymbols2-Regular")
SCRIPTS = {
    "NotoSansArabic-Regular": [*BETWEEN, *range(0x600, 0x780), *range(0xFB50, 0xFF00)],
    "NotoSansHebrew-Regular": [*BETWEEN, *range(0x590, 0x600)],
    "NotoSansDevanagari-Regular": [*BETWEEN, *range(0x900, 0x980)],
    "NotoSansBengali-Regular": [*BETWEEN, *range(0x980, 0xA00), 0x964],
    "NotoSansTamil-Regular": [*BETWEEN, *range(0xB80, 0xC00)],
    "NotoSansThai-Regular": [*BETWEEN, *range(0xE00, 0xE80)],
}


def chinese() -> set[int]:
    """GB 2312's first level, kana, full-width forms, every character of the embedded data, and
    what stands beside them in a title."""
    rows = range(0xB0, 0xD8)
    common = bytes(b for row in rows for cell in range(0xA1, 0xFF) for b in (row, cell))
    written = common.decode("gb2312", errors="ignore")
    for name in datasets.DATASETS:
        for code in ("zh", "ja", "ko"):
            written += "".join(datasets.table(name).get(code, []))
    wide = [*range(0x3000, 0x3100), *range(0xFF00, 0xFFF0)]
    return {*range(0x20, 0x100), *SIGNS, *map(ord, written), *wide}


def with_signs(weight: str) -> TTFont:
    """Noto Sans with the signs that it lacks, as Semhub Sans: no other font has that name."""
    font = TTFont(NOTO / f"NotoSans-{weight}.ttf")
    for source in WITH_SIGNS:
        other = TTFont(NOTO / f"{source}.ttf")
        glyphs, names, em = other.getGlyphSet(), other.getBestCmap(), other["head"].unitsPerEm
        assert em == font["head"].unitsPerEm
        for code in set(SIGNS) & set(names) - set(font.getBestCmap()):
            drawn, glyph = DecomposingRecordingPen(glyphs), TTGlyphPen(None)
            glyphs[names[code]].draw(drawn)
            drawn.replay(glyph)
            name = f"sign{code:04X}"
            font["glyf"][name] = glyph.glyph()
            font["hmtx"][name] = other["hmtx"][names[code]]
            for table in font["cmap"].tables:
                if table.isUnicode():
                    table.cmap[code] = name
    for record in font["name"].names:
        if record.nameID in NAMES:
            record.string = record.toUnicode().replace("Noto", "Semhub")
    return font


def cut(font: TTFont, characters, name: str) -> None:
    options = Options()
    options.hinting = False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    font.save(HERE / name)


def main() -> None:
    for weight in ("Regular", "Bold"):
        cut(with_signs(weight), LETTERS + SIGNS, f"SemhubSans-{weight}.ttf")
    for name, characters in SCRIPTS.items():
        cut(TTFont(NOTO / f"{name}.ttf"), characters, f"{name}.ttf")
    cut(TTFont(CJK, fontNumber=SIMPLIFIED), chinese(), "NotoSansCJKsc-Regular.otf")


if __name__ == "__main__":
    main()
