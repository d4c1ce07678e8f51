"""`reproduce`: a record is the same whichever experiments ran before it."""

from __future__ import annotations


def test_a_record_does_not_depend_on_what_ran_before(run, tmp_path):
    # Both read the sums, in batches of their own.
    names = ["arithmetic-similarity", "arithmetic-lens"]
    made = []
    for order in (names, names[::-1]):
        out = tmp_path / order[0]
        assert run("reproduce", *order, "--model", "semhub-nano", "--as-paper", "--out", str(out))
        made.append([(out / name / "result.parquet").read_bytes() for name in names])
    assert made[0] == made[1]
