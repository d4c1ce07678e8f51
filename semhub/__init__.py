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
    "LayerMap": "experiments.layer_map",
    "Memory": "states.extraction",
    "Question": "steering",
    "Reading": "lenses.result",
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
    "read": "lenses.reading",
    "read_column": "inputs",
    "read_file": "inputs",
    "read_folder": "inputs",
    "read_lines": "inputs",
    "steer": "steering",
    "texts": "inputs",
}
__all__ = sorted([*_HOMES, "__version__"])


def __getattr__(name: str):
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
