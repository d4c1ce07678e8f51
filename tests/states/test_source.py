"""What tells two folders of states apart is named so that a person sees the difference."""

from __future__ import annotations

from dataclasses import replace

from semhub.states.store.source import Source, difference

ONE = Source("both", "sha256:122310000+sha256:aaaa", "w", "mean", None, "float32", 4, 8)


def test_revisions_that_begin_alike_are_told_by_their_ends():
    told = difference(ONE, replace(ONE, revision="sha256:122310000+sha256:bbbb"))
    assert told == "the model both (revision …+sha256:aaaa), not revision …+sha256:bbbb"


def test_revisions_that_begin_otherwise_are_told_by_their_beginnings():
    told = difference(ONE, replace(ONE, revision="main"))
    assert told == "the model both (revision sha256:12231), not revision main"
