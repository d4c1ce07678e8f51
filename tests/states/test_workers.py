"""Pieces on Ray's workers: all of them, in order, whatever dies; and no word of Ray without it."""

from __future__ import annotations

import os
from functools import partial

import pytest

from semhub.errors import InputError
from semhub.states import workers
from semhub.states.workers import Workers
from tests.sentences import assert_one_sentence
from tests.states.worker_pieces import Cores, Doubled, Faulty, Refused


@pytest.mark.parametrize("options", [(0,), (1.5,), (2, -1), (2, 1.5), (2, float("nan")), (2, "1")])
def test_numbers_that_no_cluster_has_are_refused_in_a_sentence(options):
    with pytest.raises(InputError) as refused:
        Workers(*options)
    assert_one_sentence(str(refused.value))


def test_without_ray_a_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setattr(workers, "find_spec", lambda _name: None)
    with pytest.raises(InputError, match=r"requirements-ray\.txt") as refused:
        next(Workers().run(Doubled, [1]))
    assert_one_sentence(str(refused.value))


@pytest.mark.ray
def test_results_come_in_the_order_of_the_pieces_and_errors_in_their_place():
    found = list(Workers(2).run(Doubled, list(range(8))))
    assert isinstance(found[3], InputError) and "Three is refused" in str(found[3])
    assert found[:3] + found[4:] == [0, 2, 4, 8, 10, 12, 14]


@pytest.mark.ray
def test_a_piece_whose_worker_was_killed_is_run_again(tmp_path):
    mark = tmp_path / "died"
    found = list(Workers(2).run(partial(Doubled, mark, 5), list(range(4, 10))))
    assert mark.exists() and found == [8, 10, 12, 14, 16, 18]


@pytest.mark.ray
def test_a_piece_that_kills_every_worker_ends_the_run_in_a_sentence():
    with pytest.raises(InputError, match="A worker died") as refused:
        list(Workers(1).run(partial(Doubled, None, 5), [5]))
    assert_one_sentence(str(refused.value))


@pytest.mark.ray
def test_what_cannot_begin_is_told_for_each_piece():
    found = list(Workers(1).run(Refused, [1, 2]))
    assert [str(one) for one in found] == ["There is no such model; choose another."] * 2


@pytest.mark.ray
def test_a_fault_of_the_program_is_shown_as_it_is():
    with pytest.raises(Exception, match="a fault of the program") as raised:
        list(Workers(1).run(Faulty, [1]))
    assert not isinstance(raised.value, InputError)


@pytest.mark.ray
def test_workers_share_the_cores_and_stand_in_the_folder_of_the_command():
    import ray

    own = list(Workers(2).run(Cores, [1, 2]))
    share = max(1, int(ray.cluster_resources()["CPU"] / 2))
    assert own == [(share, os.getcwd())] * 2


@pytest.mark.ray
def test_more_gpus_than_there_are_are_refused_in_a_sentence():
    with pytest.raises(InputError, match="ask for fewer") as refused:
        next(Workers(1, 1000).run(Doubled, [1]))
    assert_one_sentence(str(refused.value))
