"""How many tokens texts become: one tokenizer's figures, and several side by side."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tokenizers import Tokenizer

from minimind.data.tokenizer import encode_texts, load_tokenizer
from minimind.data.tokenizer_bytes import cut
from minimind.data.tokenizer_training import Compression, count, language, measure
from minimind.data.tokenizer_yardstick import YARDSTICK
from minimind.spec.tokenizers import Compared, Comparison, Figures, Length

Tell = Callable[[int, int], None]

_PORTION_CHARACTERS = 500_000
_EXCERPT_CHARACTERS = 500
_SHORT = 120  # of each text in the excerpt, so that several are seen


def figures(tokenizer: Tokenizer, held_out: Sequence[str] = ()) -> Figures:
    """Its compression of the yardstick, and of text that it never saw."""
    own = {name: measure(tokenizer, texts)[name] for name, texts in YARDSTICK.items()}
    found = measure(tokenizer, held_out)
    return Figures(yardstick=_lengths(own), held_out=_lengths(found) if found else None)


def compare_texts(
    tokenizers: Sequence[tuple[str, str, Path | None]],
    texts: Sequence[str],
    *,
    whole: bool,
    tell: Tell = lambda done, total: None,
) -> Comparison:
    """Tokenizers on the same texts, by language.

    Args:
        tokenizers: (id, name, file; None: the shipped one).
        whole: whether ``texts`` is all there is.
        tell: called with (characters that are done, in all).

    Raises SpecError for a tokenizer that cannot be loaded.
    """
    return _compare(tokenizers, texts, _excerpt(texts), whole=whole, tell=tell)


def compare_text(tokenizers: Sequence[tuple[str, str, Path | None]], text: str) -> Comparison:
    """The same for one text, by the language of its lines; all of it is shown."""
    return _compare(tokenizers, text.splitlines(keepends=True), text, whole=True)


def _compare(
    tokenizers: Sequence[tuple[str, str, Path | None]],
    texts: Sequence[str],
    shown: str,
    *,
    whole: bool,
    tell: Tell = lambda done, total: None,
) -> Comparison:
    done, characters = 0, sum(map(len, texts)) * len(tokenizers)
    found: list[Compared] = []
    for identity, name, path in tokenizers:
        tokenizer = load_tokenizer(path)
        seconds, measured = 0.0, dict[str, Compression]()
        for some in _portions(texts):
            tell(done, characters)
            begin = time.perf_counter()
            encoded = encode_texts(tokenizer, some)
            seconds += time.perf_counter() - begin
            count(measured, some, encoded)
            done += sum(map(len, some))
        languages = _lengths(dict(sorted(measured.items())))
        found.append(
            Compared(
                id=identity,
                name=name,
                vocab_size=tokenizer.get_vocab_size(),
                total=_total(languages),
                languages=languages,
                seconds=round(seconds, 6),
                pieces=cut(tokenizer, shown),
            )
        )
    return Comparison(text=shown, whole=whole, tokenizers=found)


def _portions(texts: Sequence[str]) -> Iterator[list[str]]:
    """Some at a time: whoever waits for the library waits a moment only."""
    some: list[str] = []
    size = 0
    for text in texts:
        some.append(text)
        size += len(text)
        if size >= _PORTION_CHARACTERS:
            yield some
            some, size = [], 0
    if some:
        yield some


def _excerpt(texts: Sequence[str]) -> str:
    """The beginnings of the first texts of each language, in turns."""
    by_language: dict[str, list[str]] = {}
    for text in texts[:2000]:
        by_language.setdefault(language(text), []).append(text[:_SHORT].strip())
    shown: list[str] = []
    room = _EXCERPT_CHARACTERS
    queues = [iter(found) for found in by_language.values()]
    while queues and room > 0:
        for queue in list(queues):
            text = next(queue, None)
            if text is None:
                queues.remove(queue)
            elif room > 0 and text:
                shown.append(text[:room])
                room -= len(shown[-1])
    return "\n".join(shown)


def _lengths(found: dict[str, Compression]) -> dict[str, Length]:
    return {
        name: Length(
            texts=each.texts, characters=each.characters, bytes=each.bytes, tokens=each.tokens
        )
        for name, each in found.items()
    }


def _total(languages: dict[str, Length]) -> Length:
    return Length(
        texts=sum(each.texts for each in languages.values()),
        characters=sum(each.characters for each in languages.values()),
        bytes=sum(each.bytes for each in languages.values()),
        tokens=sum(each.tokens for each in languages.values()),
    )
