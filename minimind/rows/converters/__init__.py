"""Converters from strangers' rows to the family's, one small thing for each format."""

from minimind.rows.converters import chats, instructions, pairs, texts
from minimind.rows.converters.base import Converter, Row, Unfit

# The first of those that fit best is taken: what says most about a row stands first.
CONVERTERS: tuple[Converter, ...] = (
    pairs.NATIVE,
    pairs.PAIRS,
    chats.NATIVE,
    chats.SHAREGPT,
    chats.MESSAGES,
    instructions.ALPACA,
    instructions.QUESTION_ANSWER,
    texts.NATIVE,
    texts.PLAIN_TEXT,
)

__all__ = ["CONVERTERS", "Converter", "Row", "Unfit"]
