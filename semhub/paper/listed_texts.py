"""The experiments on texts, code and sums, in the order of the paper."""

from __future__ import annotations

from semhub.paper.experiment import Experiment

_LAST = "the last token's state"
_CALIBRATED = (
    "the model's usual pooling, each side's own centre taken off, retrieval and the centred gap "
    "with their nulls"
)
_RAW = "by the head without a norm"
_READ = (
    "the head behind the model's own norm, words of several tokens whole, and their class beside "
    "them"
)

TEXTS = (
    Experiment(
        "multilingual-similarity",
        "3",
        "Are translations nearer to each other than other sentences are, layer by layer?",
        f"the gap between the cosines of matched and of mismatched pairs (Eq. 1), of {_LAST}, on "
        "English and Chinese of GALE; its code puts “This represents” behind a full stop.",
        f"Here: {_CALIBRATED}; nothing is put behind a sentence.",
        "multilingual",
        ("everyday:en", "everyday:zh", "everyday:es"),
        takes="sides",
    ),
    Experiment(
        "multilingual-lens",
        "3",
        "Where a word of another language is to come, do inner layers read it in English?",
        "on Chinese Wikipedia, before words of one token whose translation has one too, the mean "
        "over all such places of the log-probability of the likeliest translation and of the word "
        "itself, by the head alone without the final norm. Semhub takes the translations from its "
        "own data, finds words without a segmenter, and reads a word of several tokens whole.",
        "Here: by the model's own norm and head, beside other English words of the class, and with "
        "the share of all probability by language.",
        "multilingual",
        ("everyday:en", "everyday:zh", "everyday:es"),
        frozenset({"head"}),
        takes="sides",
    ),
    Experiment(
        "language-trend",
        "3",
        "At which layers does the lens lean to English, and where does a text's own language take "
        "over?",
        "on Wikipedia, the mean over all positions of the probability of tokens, by the head alone "
        "without the final norm, times P(language | token) from text of 101 languages. Semhub "
        "counts P(language | token) from the embedded data of nine.",
        "Here: by the model's own norm and head, every text counts the same, and the layer at "
        "which the text's language passes English has an interval over texts.",
        "multilingual",
        ("everyday:en", "everyday:zh", "everyday:es", "everyday:fr", "everyday:de"),
        frozenset({"head"}),
        takes="sides",
    ),
    Experiment(
        "sentiment-steering",
        "3",
        "Does a push along English sentiment turn what a model says in other languages?",
        "five times the difference of the states of “Good” and “Bad” is added at layer 17 of 32 to "
        "the first positions of 1,000 reviews; 32 tokens are drawn (the likeliest with 30% of the "
        "probability, a penalty on repeats) with ten seeds, and a classifier scores their "
        "sentiment. Semhub adds it at the last position, draws fewer and shorter continuations "
        "without a penalty, and scores them by a short list of words.",
        "Here: the mean difference of several texts, added once or as the preset says, the "
        "likeliest continuation, and the log-odds of a word that judges, beside reversed pushes, "
        "others at a far layer, and 20 in random directions.",
        "sentiment",
        (),
        frozenset({"head"}),
    ),
    Experiment(
        "arithmetic-similarity",
        "4",
        "Is a sum in digits nearer to the same sum in words than to others?",
        f"the gap of {_LAST} (Eq. 1), of expressions without their result, sums and products of "
        "numbers below 100 (5+3, five plus three); its code takes the mean over all pairs off, the "
        "matched ones included, which makes the gap 1/n smaller.",
        f"Here: {_CALIBRATED}; whole sums with their results, and beside them whether sums that "
        "come to the same lie together.",
        "arithmetic",
        ("sums:digits", "sums:en"),
        takes="two sides",
    ),
    Experiment(
        "arithmetic-lens",
        "4",
        "Is a number read in English where its digit is to be written?",
        f"sums and products below 100 with the result first (8=5+), the mean over prompts of the "
        f"log-probability of the digit and of the first token of its word, {_RAW}.",
        f"Here: {_READ}; sums of one digit, and those of the embedded model with the result last.",
        "arithmetic",
        (),
        frozenset({"head"}),
        takes="prompts",
    ),
    Experiment(
        "operand-steering",
        "5",
        "Does a sum's answer follow an operand that is pushed along English words?",
        "sums with the result first (8=5+), pushed behind the plus, at layer 25 or 30 of 32, along "
        "“eight equals to six plus” less “eight equals to five plus”, which should turn 3 into "
        "2+1; the share of greedy continuations that begin so, over strengths 0 to 3; here twelve "
        "sums, strengths 1 to 3, 25/32 of the depth, and random pushes as long.",
        "Here: sums with the result last, pushed where the five stands along the English five to "
        "six; of the sums that are right without a push, the share that become the next one.",
        "arithmetic",
        (),
        frozenset({"head"}),
    ),
    Experiment(
        "code-commas",
        "4",
        "Are “and” and “or” read where a list has a comma?",
        f"every comma of a list in the programs of MBPP, read at the comma itself, the mean over "
        f"commas of the log-probability of the first token of “and”, “or”, “not” and of the next "
        f"token, {_RAW}; here of the project's own lists, with other conjunctions for “not”.",
        f"Here: {_READ}; read before the comma is written, against the comma.",
        "code",
        (),
        frozenset({"head"}),
        takes="prompts",
    ),
    Experiment(
        "code-roles",
        "4",
        "Is what an argument is for read before the argument is written?",
        f"every argument of a call in the programs of MBPP, at which layers the first token of its "
        f"parameter's name is likelier than the first token that stands there, {_RAW}; no mean "
        "is taken over arguments, so here it is the share of them; calls are the project's own.",
        f"Here: {_READ}.",
        "code",
        (),
        frozenset({"head"}),
        takes="prompts",
    ),
    Experiment(
        "argument-steering",
        "5",
        "Does a call get another argument under a push along the head's rows of English words?",
        "programs of MBPP up to “range(” that go on with one argument, pushed there at block 17 of "
        "32 (from 0) along the head's row of “start” less that of “end”, 10 to 80 times; the "
        "share of greedy continuations whose arguments become “0” and the same; here the "
        "project's own programs, the same part of the depth, and random pushes as long.",
        "Here: pushes in lengths of a typical state; the share of calls that get a second "
        "argument, whatever it is.",
        "code",
        (),
        frozenset({"head"}),
    ),
    Experiment(
        "semantics-similarity",
        "4",
        "Is a sentence nearer to its own logical form than to others, and to one that is made of "
        "the same words?",
        f"on COGS, of {_LAST}: plain, the gap of Eq. 1; filtered, sentences with two names and the "
        "mean cosine with the form less that with the form in which the names are swapped; "
        "shuffled, the conjuncts of the swapped form stand in random order too.",
        f"Here: {_CALIBRATED}; the share of sentences that are nearer to the right form, and in "
        "the shuffled variant both forms are reordered, so that order tells nothing.",
        "semantics",
        ("logic:en", "logic:form"),
        takes="two sides",
    ),
    Experiment(
        "semantics-roles",
        "4",
        "Is a person's role read before the name is written?",
        f"on COGS with other names drawn, before every name but the first of a sentence, the mean "
        f"over names of the probability of the first token of each role, less its mean over all "
        f"names, {_RAW}; here of the project's own sentences.",
        f"Here: {_READ}; means of log-probabilities, and how often the right role leads.",
        "semantics",
        (),
        frozenset({"head"}),
        takes="prompts",
    ),
)
