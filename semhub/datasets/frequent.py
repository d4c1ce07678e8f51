"""The frequent words of each language, in texts whose words are about as frequent as each other.

From wordfreq (Speer, "wordfreq", Zenodo 2022), whose lists hold what a language's text holds: in
German some English words too, but seldom, so that frequencies tell whose they are.
"""

from __future__ import annotations

from functools import cache

WORDS, IN_OTHER_FORMS = 12_000, 4_000
"""Of each language the most frequent ones, and how many of them have capitals and begin lines."""

ALONE, TOGETHER = 200, 50
"""So many words have a text each, since their frequencies fall steeply; of the rest, as many
neighbours in the list stand in one text as the second number says."""

FUNCTION_WORDS = 100
"""So many of the most frequent words of a language count as words of its grammar."""

UNSPACED = ("zh", "ja")
OTHER_FORMS = 0.1
"""How often a word stands behind a line's end, or has a capital letter, for once that it is in the
middle of a line: about so, and only so that these forms are known at all."""

Weighed = tuple[str, float]
"""A text, and how often each of its words is met, of all words of the language."""


@cache
def frequent(language: str) -> tuple[Weighed, ...]:
    """Return texts of the language's frequent words, in the forms in which text has them; none for
    a language without a list."""
    from wordfreq import available_languages, get_frequency_dict

    if language not in available_languages("small"):
        return ()
    listed = sorted(get_frequency_dict(language, "small").items(), key=lambda pair: -pair[1])
    alone, rest = listed[:ALONE], listed[ALONE:WORDS]
    groups = {k: [pair] for k, pair in enumerate(alone)}
    groups |= {ALONE + k: rest[k : k + TOGETHER] for k in range(0, len(rest), TOGETHER)}
    found = []
    for start, group in groups.items():
        words = [word for word, _ in group]
        often = sum(frequency for _, frequency in group) / len(group)
        if language in UNSPACED:
            found.append(("".join(words), often))
            continue
        found.append((" " + " ".join(words), often))
        if start >= IN_OTHER_FORMS:
            continue
        found.append(("\n".join(words), OTHER_FORMS * often))
        found.append((" " + " ".join(map(str.capitalize, words)), OTHER_FORMS * often))
    return tuple(found)


@cache
def function_words(language: str) -> frozenset[str]:
    """Return the language's most frequent words, in lower case, which are nearly all function
    words; none for a language without a list."""
    from wordfreq import available_languages, top_n_list

    if language not in available_languages("small"):
        return frozenset()
    return frozenset(top_n_list(language, FUNCTION_WORDS, wordlist="small"))
