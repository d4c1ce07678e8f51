"""Several runs: the mean of each figure, and only of figures that all have."""

import json

import pytest

from semhub.errors import InputError
from semhub.evaluation.targets import TARGETS
from training.seeds import main, together


def run(value, name="en with zh", seed=0):
    return {
        "training": {"seed": seed, "steps": 30},
        "retrieval": {group: [] for group in TARGETS}
        | {"languages, mean": [{"name": name, "value": value}], "languages, unit": ["unread"]},
        "lens": [{"rendering": "zh", "context": "list", "right": [0, 1.0, 0.1, value, 0.2, 1.0]}],
        "push": [
            {"name": "thing in zh", "flipped": {"value": value}, "random": {"value": 0.0}},
        ],
        "competence": {"en": {"value": 1.0}},
        "senses": {},
        "readings": [],
    }


def sensing(value):
    """A run that sees as well."""
    share = {"value": value}
    return run(value) | {
        "senses": {
            "retrieval": {"mean": [{"name": "en with image", "value": value}]},
            "described": {"image": {"thing in zh": share, "size in zh": share}},
            "push": [{"name": "thing in image", "flipped": share, "random": {"value": 0.0}}],
        },
        "readings": [{"name": "thing at its patches", "best": share}],
    }


def test_the_mean_is_over_runs_and_every_value_is_kept():
    found = together([run(0.5), run(0.7), run(0.9)])["figures"]
    assert found["en with zh (languages, mean)"] == {"mean": 0.7, "values": [0.5, 0.7, 0.9]}
    assert found["next word, en"]["mean"] == 1.0


def test_each_run_is_told_by_its_seed_and_steps():
    runs = together([run(0.5), run(0.7, seed=4)])["runs"]
    assert runs == [{"seed": 0, "steps": 30}, {"seed": 4, "steps": 30}]


def test_the_lens_is_read_at_inner_layers_only():
    assert together([run(0.6)])["figures"]["lens before a word of zh (list)"]["mean"] == 0.6


def test_runs_with_other_figures_are_refused_in_one_sentence(tmp_path, capsys):
    files = [tmp_path / "a.json", tmp_path / "b.json"]
    for file, name in zip(files, ("en with zh", "en with es"), strict=True):
        file.write_text(json.dumps(run(0.5, name)))
    assert main([str(file) for file in files]) == 2
    assert main([str(tmp_path / "none.json")]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_every_figure_with_a_target_is_among_them():
    found = together([run(0.6), run(0.8)])["figures"]
    assert set(found) == {
        "en with zh (languages, mean)", "lens before a word of zh (list)",
        "push of the thing in zh", "random push of the thing in zh", "next word, en",
    }  # fmt: skip
    assert found["push of the thing in zh"]["values"] == [0.6, 0.8]
    assert found["random push of the thing in zh"]["mean"] == 0


def test_of_runs_that_see_every_figure_with_a_target_is_among_them_too():
    together_ = together([sensing(0.5), sensing(0.7)])
    found = together_["figures"]
    assert together_["senses"] and not together([run(0.5)])["senses"]
    assert found.keys() - together([run(0.5)])["figures"].keys() == {
        "en with image (senses)", "thing in zh, said of a picture", "neighbours, thing at its "
        "patches", "push of the thing in image", "random push of the thing in image",
    }  # fmt: skip
    assert found["thing in zh, said of a picture"] == {"mean": 0.6, "values": [0.5, 0.7]}


def test_runs_that_see_and_runs_that_do_not_are_refused():
    with pytest.raises(InputError, match="different figures"):
        together([sensing(0.5), run(0.5)])


def test_what_is_printed_is_what_is_written(tmp_path, capsys):
    files = []
    for k, value in enumerate((0.5, 0.75)):
        files.append(tmp_path / f"{k}.json")
        files[-1].write_text(json.dumps(run(value)))
    out = tmp_path / "seeds.json"
    assert main([*map(str, files), "--json", str(out)]) == 0
    assert json.loads(out.read_text()) == together([run(0.5), run(0.75)])
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith("en with zh (languages, mean) ")
    assert printed[0].endswith(" mean 0.62   0.50 0.75")


@pytest.mark.parametrize("content", [b"{", b"\xff", b"[]", b'{"rows": 3}', b'{"lens": []}'])
def test_a_file_without_figures_is_one_sentence(tmp_path, capsys, content):
    file = tmp_path / "a.json"
    file.write_bytes(content)
    assert main([str(file)]) == 2
    told = capsys.readouterr().err.strip()
    assert told.endswith("make it with `python -m semhub.evaluation.evaluate --json`.")
    assert "\n" not in told
