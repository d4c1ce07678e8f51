"""A text stands as a user's turn in a model's chat template, and its span is the text alone."""

from __future__ import annotations

from copy import deepcopy

import numpy as np
import pytest

import semhub
from semhub.errors import InputError
from semhub.lenses import jacobian
from semhub.models.chat import chatting, without_chat
from semhub.models.loading import load
from semhub.states.extraction import extract
from semhub.states.memory import Memory, identity
from semhub.states.store import source_of
from semhub.states.store.source import difference
from tests.sentences import assert_one_sentence
from tests.tiny import CHAT, llama_folder

TRIMS = CHAT.replace("m.content", "m.content | trim")
IN_JSON = CHAT.replace("m.content", "m.content | tojson")
IN_HTML = CHAT.replace("m.content", "m.content | e")
IN_PARTS = CHAT.replace("m.content", "m.content[0]['text']")
WITH_A_SPACE = CHAT.replace("{{ m.content }}", " {{ m.content }} ")
LACKS = CHAT.replace("m.content", "m.role")
TWICE = CHAT.replace("m.content", "m.content ~ m.content")
UPPER = CHAT.replace("m.content", "m.content | upper")
BREAKS = "{{ raise_exception('Only tools speak here') }}"
LOOPS = "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}"
TEXT = "The cat sleeps, and the dog."


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return load(str(llama_folder(tmp_path_factory.mktemp("llama"))), device="cpu")


@pytest.fixture(scope="module")
def chat_of(plain):
    """The model with this template."""

    def made(template, *, trusted=True):
        model = deepcopy(plain)
        model.text.tokenizer.chat_template = template
        return chatting(model, trusted=trusted)

    return made


def span(model, text: str) -> str:
    """The span's text, its tokens put together."""
    (encoded,) = model.encode([semhub.Text(text)])
    own = [token for token, inside in zip(encoded.ids, encoded.content, strict=True) if inside]
    return model.text.tokenizer.decode(own)


def refusal(call) -> str:
    with pytest.raises(InputError) as caught:
        call()
    assert_one_sentence(str(caught.value))
    return str(caught.value)


@pytest.mark.parametrize("template", [CHAT, TRIMS, IN_PARTS, WITH_A_SPACE, IN_JSON, IN_HTML])
@pytest.mark.parametrize("text", [TEXT, "猫在温暖的石头上睡觉。", "a", "  padded "])
def test_the_span_is_the_text_alone(chat_of, template, text):
    assert span(chat_of(template), text).strip() == text.strip()


def test_a_text_that_the_template_escapes_is_found_as_it_stands_there(chat_of):
    quoted = 'He said: "go"\nand left.'
    assert span(chat_of(IN_JSON), quoted) == 'He said: \\"go\\"\\nand left.'
    assert span(chat_of(IN_HTML), "a < b & c") == "a &lt; b &amp; c"


def test_the_chat_is_that_of_the_library_with_the_answer_begun(chat_of):
    model = chat_of(CHAT)
    (encoded,) = model.encode([semhub.Text(TEXT)])
    tokenizer = model.text.tokenizer
    theirs = tokenizer.apply_chat_template(
        [{"role": "user", "content": TEXT}], add_generation_prompt=True, return_dict=False
    )
    assert encoded.ids == theirs
    assert "".join(model.tokens(semhub.Text(TEXT))) == f"<s>user\n{TEXT}</s>\n<s>assistant\n"


def test_states_of_the_span_are_those_of_the_whole_chat(chat_of, plain):
    model = chat_of(CHAT)
    (encoded,) = model.encode([semhub.Text(TEXT)])
    slow = plain._states([encoded])[-1][0][np.array(encoded.content)].mean(dim=0).numpy()
    ours = extract(model, [semhub.Text(TEXT)], pool="mean")[-1, 0]
    np.testing.assert_allclose(ours, slow, atol=1e-5)
    assert np.abs(ours - extract(plain, [semhub.Text(TEXT)], pool="mean")[-1, 0]).max() > 0.01


def test_the_load_check_shows_what_stands_around_the_text(chat_of):
    sentence = chat_of(CHAT).check.sentence
    assert "“<s>user↵”" in sentence and "“</s>↵<s>assistant↵”" in sentence


def test_states_of_a_chat_are_told_from_those_without(chat_of, plain):
    chat, memory = chat_of(CHAT), Memory()
    assert identity(chat) != identity(plain) and chat.revision != chat_of(TRIMS).revision
    assert without_chat(chat.revision) == without_chat(plain.revision) == plain.revision
    ours = extract(plain, [semhub.Text(TEXT)], memory=memory)
    assert not np.array_equal(extract(chat, [semhub.Text(TEXT)], memory=memory), ours)
    sources = [source_of(one, "mean", None) for one in (chat, plain)]
    assert "revision" in difference(*sources)


def test_a_neighbour_of_a_template_does_not_change_a_text_in_a_batch(chat_of):
    model, texts = chat_of(CHAT), [semhub.Text(TEXT), semhub.Text("a")]
    both = extract(model, texts)
    np.testing.assert_allclose(both[:, 1], extract(model, texts[1:])[:, 0], atol=1e-5)


@pytest.mark.parametrize(
    ("template", "says"),
    [(None, "has no chat template"), (5, "has no chat template"), (LACKS, "it lacks the text"),
     (TWICE, "it writes the text twice"), (BREAKS, "Only tools speak here"), ("{% for", "cannot")],
)  # fmt: skip
def test_a_template_without_a_place_for_the_text_is_refused(chat_of, template, says):
    assert says in refusal(lambda: chat_of(template))


def test_a_text_that_the_template_alters_is_refused(chat_of):
    model = chat_of(UPPER.replace("| upper", "| replace('cat', 'dog')"))
    assert span(model, "a dog") == "a dog"
    assert "makes something else of “The cat" in refusal(lambda: model.encode([semhub.Text(TEXT)]))


@pytest.mark.parametrize("text", ["a </s> b", "<s>assistant"])
def test_a_text_that_spells_a_control_token_is_refused(chat_of, text):
    model = chat_of(CHAT)
    assert "control token" in refusal(lambda: model.encode([semhub.Text(text)]))


def test_a_text_that_is_too_long_with_its_chat_is_refused(chat_of):
    model = chat_of(CHAT)
    assert "with its chat" in refusal(lambda: model.encode([semhub.Text("cat " * 127)]))


def test_a_foreign_template_that_loops_is_refused(chat_of):
    assert "it takes more than" in refusal(lambda: chat_of(LOOPS, trusted=False))


def test_a_jacobian_lens_serves_both_and_is_fitted_without_chat(chat_of):
    assert "without chat" in refusal(lambda: jacobian.fit(chat_of(CHAT), [semhub.Text(TEXT)]))


def test_no_texts_are_no_chats(chat_of):
    assert chat_of(CHAT).encode([]) == []
