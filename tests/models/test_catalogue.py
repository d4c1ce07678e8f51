"""The catalogue says which models are embedded, and nobody else has to guess it by name."""

from __future__ import annotations

from semhub.models import catalogue


def test_the_embedded_model_and_its_twins_are_told_by_the_catalogue_and_not_by_their_name():
    names = [entry.name for entry in catalogue.embedded()]
    assert names[0] == catalogue.EMBEDDED and len(set(names)) == 3
    assert all(map(catalogue.is_embedded, names))
    assert not catalogue.is_embedded(f"{catalogue.EMBEDDED}-of-somebody-else")
    assert not catalogue.is_embedded("multilingual-e5-small")


def test_embedded_models_are_told_apart_by_how_they_were_raised():
    assert len({entry.raised for entry in catalogue.embedded()}) == 3
