"""Semhub: see, layer by layer, where a language model's meanings meet.

    import semhub
    model = semhub.load("semhub-nano")
    result = semhub.compare(model, semhub.column("world:en"), semhub.column("world:zh"))

Names are resolved when they are first used, so that importing this package is cheap: torch,
transformers and streamlit stay unloaded until something needs them.
"""

from importlib import import_module

__version__ = "0.1.0"

_HOMES = {
    "Audio": "inputs",
    "Choice": "steering",
    "Comparison": "experiments.comparison",
    "Image": "inputs",
    "InputError": "errors",
    "LayerMap": "experiments.layer_map_result",
    "Memory": "states.extraction",
    "Question": "steering",
    "Reading": "lenses.result",
    "Target": "inputs",
    "Text": "inputs",
    "apply_push": "steering",
    "column": "datasets",
    "compare": "experiments.comparison",
    "compare_towers": "experiments.layer_map",
    "continuation": "steering",
    "direction": "steering",
    "extract": "states.extraction",
    "hub_of": "experiments.hub",
    "load": "models.loading",
    "map_models": "experiments.model_map",
    "open": "records",
    "read": "lenses.reading",
    "read_column": "inputs",
    "read_file": "inputs",
    "read_folder": "inputs",
    "read_lines": "inputs",
    "steer": "steering",
    "texts": "inputs",
}
_FACES = {"chart_of": "records", "html_of": "records", "record_of": "records"}
"""What results ask for, which stands on a floor above theirs (`semhub.result`)."""

__all__ = sorted([*_HOMES, "__version__"])


def __getattr__(name: str):
    home = _HOMES.get(name) or _FACES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{home}"), name)


def __dir__() -> list[str]:
    return __all__
