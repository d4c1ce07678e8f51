"""The sense of pictures: its gallery, its files and its camera."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import streamlit as st
from PIL import Image as Pillow

from semhub import datasets
from semhub.charts.media.picture import PICK, contact_sheet, link_of
from semhub.inputs import Image
from semhub.inputs.image import suffixes
from semhub.ui.media.sense import GALLERY, RECORD, UPLOAD, Sense
from semhub.ui.shared import cached
from semhub.ui.shared.clicks import selected
from semhub.ui.shared.drawn import of_page
from semhub.ui.shared.figure import SCROLLS

ON_A_SHEET = 27


def sheet(items: Sequence[Image], row: int) -> None:
    """Draw thumbnails around the chosen row; a click on one chooses it."""
    key = f"{PICTURES.key}row"
    first = min(row // ON_A_SHEET * ON_A_SHEET, max(0, len(items) - ON_A_SHEET))
    shown = items[first : first + ON_A_SHEET]
    links = _links(shown)
    chart = contact_sheet(links, [item.label for item in shown], first, row)
    with st.container(key=f"{SCROLLS}/sheet"):
        st.vega_lite_chart(
            of_page(chart), key=f"{key}/sheet", on_select=partial(_choose, key), width="content",
            alt="Pictures of the gallery",
        )  # fmt: skip
    st.caption(f"{first + 1} to {first + len(shown)} of {len(items)}; click one.")


@cached.data
def _links(items: Sequence[Image]) -> list[str]:
    return [link_of(item.pixels) for item in items]


def _choose(key: str) -> None:
    if points := selected(f"{key}/sheet", PICK):
        st.session_state[key] = int(points[0]["row"])


def _show(picture: Image) -> None:
    st.image(scaled(picture.pixels, 240), alt=f"The picture “{picture.label}”")


def scaled(pixels: np.ndarray, width: int) -> np.ndarray:
    """Return a picture (height, width, 3) at a width, or at twice that height where it is taller;
    at least one pixel each way, since Streamlit's own scaling fails on a flat one."""
    height, across = pixels.shape[:2]
    share = min(width / across, 2 * width / height)
    size = (max(1, round(share * across)), max(1, round(share * height)))
    return np.asarray(Pillow.fromarray(pixels).resize(size))


PICTURES = Sense(
    modality="image",
    key="image_",
    noun="picture",
    sources={GALLERY: "Gallery", UPLOAD: "Upload", RECORD: "Camera"},
    shipped={
        "world:image": "World",
        "concepts:image": "Concepts",
        "concepts:image-fluent": "Concepts, flat",
    },
    columns=datasets.PICTURES,
    usual=("world:image", "concepts:image"),
    suffixes=suffixes,
    read=Image.from_bytes,
    record=st.camera_input,
    reach="",
    show=_show,
)
