"""Where the app and what is shipped beside the code lie: in a clone, or in an installed package."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent
_INSTALLED = _PACKAGE / "shipped"

ROOT = _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent
"""The folder with `app.py`, `pages`, `.streamlit`, `static` and `checkpoints`."""

APP = ROOT / "app.py"
CHECKPOINTS = ROOT / "checkpoints"
"""A folder for each embedded model."""
ICON = ROOT / "static" / "icon.png"
FONTS = ROOT / "static" / "fonts"
RECORDED = _PACKAGE / "ui" / "recorded"
"""Results that pages show until they have one of their own."""
