"""From checked rows of any kind to token ids."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from minimind.data.encoded import Encoded, wrap
from minimind.data.template import encode_conversations
from minimind.data.tokenizer import encode_texts
from minimind.spec.model import BOS_ID, EOS_ID
from minimind.spec.rows import RowKind, preference_turns, row_turns


def encode_rows(tokenizer: Tokenizer, kind: RowKind, rows: Sequence[dict[str, Any]]) -> Encoded:
    """``rows`` of one kind, in their order.

    ``text``: bos + text + eos; all but the first token carry loss. ``conversations``: the chat
    template; the assistant's words carry loss. ``preferences``: two conversations each, the
    chosen one and after it the rejected one.
    """
    match kind:
        case "text":
            return _encode_documents(tokenizer, [row["text"] for row in rows])
        case "conversations":
            return encode_conversations(tokenizer, [row_turns(row) for row in rows])
        case "preferences":
            pairs = chain.from_iterable(preference_turns(row) for row in rows)
            return encode_conversations(tokenizer, list(pairs))


def _encode_documents(tokenizer: Tokenizer, texts: Sequence[str]) -> Encoded:
    count = len(texts)
    bodies = encode_texts(tokenizer, texts)
    return wrap(bodies, [[BOS_ID]], np.zeros(count, np.int64), [EOS_ID], np.ones(count, np.bool_))
