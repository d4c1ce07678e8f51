"""Makes the sheets of pictures of the concepts from two npm packages of emoji.

    python -m semhub.datasets.build

needs `npm` and the network; the sheets are in the repository, so only a change of the concepts,
the styles or the size asks for it. Licences: see NOTICE.
"""

from __future__ import annotations

import json
import subprocess
import tarfile
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import vl_convert
from PIL import Image

from semhub.datasets import entries, making
from semhub.datasets.pictures import ACROSS, SHEETS, TILE
from semhub.errors import InputError

PACKAGES = {
    "noto": "@iconify-json/noto@1.2.9",
    "fluent": "@iconify-json/fluent-emoji-flat@1.2.6",
}


def unpacked(package: str) -> tuple[dict, dict]:
    """Return an icon set of npm: its icons, and code points ("1f98d") -> name of the icon."""
    with TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", "--pack-destination", folder, package]
        try:
            subprocess.run(command, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise InputError(
                f"npm could not fetch {package}; install npm and check the network."
            ) from error
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as tar:
            icons, names = (
                json.load(tar.extractfile(f"package/{file}.json")) for file in ("icons", "chars")
            )
    return icons, names


def drawn(codepoints: str, icons: dict, names: dict) -> Image.Image:
    """Return the emoji on white, TILE x TILE pixels. Raises `InputError` if the set has none."""
    name = names.get(codepoints.lower().replace(" ", "-"))
    if name is None:
        raise InputError(f"The set {icons['prefix']} does not draw U+{codepoints}; leave it out.")
    while name in icons.get("aliases", {}):
        name = icons["aliases"][name]["parent"]
    icon = icons["icons"][name]
    width, height = (icon.get(side, icons[side]) for side in ("width", "height"))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{TILE}" height="{TILE}" '
        f'viewBox="0 0 {width} {height}">{icon["body"]}</svg>'
    )
    picture = Image.open(BytesIO(vl_convert.svg_to_png(svg, scale=1, ppi=72))).convert("RGBA")
    white = Image.new("RGBA", (TILE, TILE), "white")
    return Image.alpha_composite(white, picture).convert("RGB")


def sheet(pictures: list[Image.Image]) -> Image.Image:
    """Return all tiles, ACROSS a row, the rest white."""
    found = Image.new("RGB", (ACROSS * TILE, -(-len(pictures) // ACROSS) * TILE), "white")
    for place, picture in enumerate(pictures):
        found.paste(picture, (place % ACROSS * TILE, place // ACROSS * TILE))
    return found


def build(folder: Path) -> None:
    """Draw every concept in every style and write one lossless sheet a style to `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for style, package in PACKAGES.items():
        icons, names = unpacked(package)
        pictures = [drawn(row["codepoints"], icons, names) for row in entries("concepts.json")]
        file = folder / f"{style}.webp"
        sheet(pictures).save(file, lossless=True, quality=100, method=6)
        print(f"{file}: {len(pictures)} pictures, {file.stat().st_size:,} bytes")


def main() -> None:
    making.run(build, __doc__, SHEETS, "sheets")


if __name__ == "__main__":
    main()
