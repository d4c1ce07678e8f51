"""Cut the fonts in this folder out of Debian's Noto fonts: `python static/fonts/subset.py`.

Needs the packages fonts-noto-core and fonts-noto-cjk; fonttools and brotli are in
requirements-dev.txt. Writes TTF and OTF files, which exported charts are drawn with, `web/*.woff2`,
which browsers fetch part by part, and the faces of these in `.streamlit/config.toml`. What a font
here does not have, the system's fonts give.

Noto Sans has no minus sign and no arrow, and where one letter of a text is missing the renderer
draws all of it in another font. So those signs are put in, and the font has a name of its own.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(HERE)]
import letters  # noqa: E402
from letters import BETWEEN, LETTERS, SIGNS  # noqa: E402

CONFIG = ROOT / ".streamlit" / "config.toml"
WRITTEN = "# The faces below are written by static/fonts/subset.py"
"""The line of the settings from which on they are written here."""

WEB = HERE / "web"
NOTO = Path("/usr/share/fonts/truetype/noto")
CJK = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
SIMPLIFIED = 2  # the face of the collection with Chinese forms
NAMES = (1, 3, 4, 6)
"""Records of a font that say what it is called; the others say whose it is."""

WITH_SIGNS = ("NotoSansMath-Regular", "NotoSansSymbols-Regular", "NotoSansSymbols2-Regular")
SCRIPTS = {
    "Arabic": [*BETWEEN, *range(0x600, 0x780), *range(0xFB50, 0xFF00)],
    "Hebrew": [*BETWEEN, *range(0x590, 0x600)],
    "Devanagari": [*BETWEEN, *range(0x900, 0x980)],
    "Bengali": [*BETWEEN, *range(0x980, 0xA00), 0x964],
    "Tamil": [*BETWEEN, *range(0xB80, 0xC00)],
    "Thai": [*BETWEEN, *range(0xE00, 0xE80)],
}

WIDE_FEATURES = ["ccmp", "kern", "ljmo", "vjmo", "tjmo"]
"""Of Chinese, Japanese and Korean glyphs: those that put syllables together; no vertical, narrow or
national forms."""


def opened(path: Path, face: int = -1) -> TTFont:
    """Its time of change stays as it is, so that the same letters make the same file."""
    return TTFont(path, fontNumber=face, recalcTimestamp=False)


def with_signs(weight: str) -> TTFont:
    """Noto Sans with the signs that it lacks, as Semhub Sans: no other font has that name."""
    font = opened(NOTO / f"NotoSans-{weight}.ttf")
    for source in WITH_SIGNS:
        other = opened(NOTO / f"{source}.ttf")
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


def cut(font: TTFont, characters: Iterable[int], path: Path) -> list[int]:
    """Write a font of these characters; return those that it has."""
    options = Options()
    options.hinting = False
    if "CFF " in font:
        options.layout_features = WIDE_FEATURES
        options.drop_tables += ["vhea", "vmtx", "VORG", "BASE"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    font.flavor = "woff2" if path.suffix == ".woff2" else None
    font.save(path)
    return sorted(font.getBestCmap())


def spans(codes: list[int], *, whole: bool) -> str:
    """Return code points as CSS writes them. whole: from first to last, which is shorter."""
    runs: list[list[int]] = []
    for code in codes:
        if runs and (whole or code == runs[-1][1] + 1):
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return ",".join(f"U+{a:X}-{b:X}" if a != b else f"U+{a:X}" for a, b in runs)


def face(family: str, font: TTFont, characters: Iterable[int], name: str, *, whole=False) -> str:
    """Write a file for browsers; return its face in the settings."""
    own = [code for code in cut(font, characters, WEB / f"{name}.woff2") if code not in BETWEEN]
    return (
        f'\n[[theme.fontFaces]]\nfamily = "{family}"\nurl = "app/static/fonts/web/{name}.woff2"\n'
        f'unicodeRange = "{spans(own, whole=whole)}"\n'
    )


def main() -> None:
    WEB.mkdir(exist_ok=True)
    for old in WEB.glob("*.woff2"):
        old.unlink()
    for weight in ("Regular", "Bold"):
        cut(with_signs(weight), LETTERS + SIGNS, HERE / f"SemhubSans-{weight}.ttf")
    beyond = [code for code in LETTERS if code >= 0x180]
    faces = [face("Semhub Letters", with_signs("Regular"), beyond, "letters")]
    faces.append(face("Semhub Signs", with_signs("Regular"), SIGNS, "signs"))
    for script, characters in SCRIPTS.items():
        source = NOTO / f"NotoSans{script}-Regular.ttf"
        cut(opened(source), characters, HERE / source.name)
        faces.append(face(f"Semhub {script}", opened(source), characters, script.lower()))
    cut(opened(CJK, SIMPLIFIED), letters.chinese(), HERE / "NotoSansCJKsc-Regular.otf")
    for part in letters.parts():
        font = opened(CJK, SIMPLIFIED)
        faces.append(face("Semhub CJK", font, part.letters, part.name, whole=part.whole))
    kept = CONFIG.read_text("utf-8").partition(WRITTEN)[0]
    CONFIG.write_text(kept + WRITTEN + ".\n" + "".join(faces), "utf-8")


if __name__ == "__main__":
    main()
