"""X-ray: one row of a dataset as the model will see it, token by token."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from tokenizers import Tokenizer

from minimind.data.encode import encode_rows
from minimind.data.template import encode_conversations, encode_prompt, render
from minimind.data.tokenizer import SPECIAL_TOKENS, load_tokenizer, tokenizer_file, tokenizer_hash
from minimind.data.tokenizer_bytes import pieces, token_bytes
from minimind.rows.columns import Columns, problems_of
from minimind.spec import SpecError
from minimind.spec.rows import MAX_LINE_BYTES, RowKind, parse_row, preference_turns, row_turns
from minimind.spec.turns import Turn
from minimind.spec.xray import BrokenRow, Token, TokenRow, View, Xray

MAX_TOKENS = 4000  # of one sequence in one answer
_SHOWN_CHARACTERS = 20_000

_Sequence = tuple[Literal["row", "chosen", "rejected"], list[int], list[bool]]


def xray(
    path: Path,
    kind: RowKind,
    columns: Columns,
    row: int,
    *,
    seq_len: int = 512,
    tokenizer: Path | None = None,
    view: View = "training",
    thinking: bool = True,
    offset: int = 0,
    limit: int = MAX_TOKENS,
) -> Xray:
    """Row number ``row`` (from 0) of the dataset at ``path``.

    Args:
        columns: the table of its rows.
        seq_len: of training, in positions; longer rows are cut as training cuts them.
        tokenizer: a tokenizer.json; None: the shipped one.
        view: ``prompt``: what the model is given in chat, up to where it begins its last answer.
        thinking: of a prompt: whether it may think first.
        offset: number of the first token to give, of each sequence.
        limit: of tokens to give, of each sequence.

    Raises SpecError when there is no such row, or no answer that a prompt could ask for.
    """
    if not 0 <= row < len(columns):
        raise SpecError(
            f"There is no row {row}; the dataset has {len(columns)}.",
            field="row",
            remedy="Rows are counted from 0.",
        )
    loaded = _loaded(tokenizer_file(tokenizer))
    source, line = line_text(path, columns, row), columns.line(row)
    sequences: list[_Sequence] = []
    text, broken = "", None
    try:
        found = parse_row(source, kind, line)
    except SpecError as error:
        broken = BrokenRow(message=error.message, field=error.field, remedy=error.remedy)
    else:
        sequences = _encode(loaded.tokenizer, found, kind, view, thinking=thinking)
        text = _rendered(found, kind, view, thinking=thinking)
    splits = kind == "text"
    limit = min(limit, MAX_TOKENS)
    return Xray(
        row=row,
        line=line,
        kind=kind,
        view=view,
        text=_short(text),
        source=_short(source),
        sequences=[
            _shown(loaded, one, seq_len, range(offset, offset + limit), splits=splits)
            for one in sequences
        ],
        seq_len=seq_len,
        tokenizer_sha256=loaded.sha256,
        problems=problems_of(int(columns.problems[row])),
        broken=broken,
    )


def line_text(path: Path, columns: Columns, row: int) -> str:
    """The line of a row. Bytes that are not UTF-8 are replaced, and a huge line is cut."""
    with path.open("rb") as file:
        file.seek(int(columns.offsets[row]))
        raw = file.read(min(int(columns.lengths[row]), MAX_LINE_BYTES + 1))
    return raw.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace").strip()


class _Loaded:
    """A tokenizer and the bytes of its tokens."""

    def __init__(self, path: Path) -> None:
        self.tokenizer = load_tokenizer(path)
        self.bytes = token_bytes(self.tokenizer)
        self.control = {self.tokenizer.token_to_id(name): name for name in SPECIAL_TOKENS}
        self.sha256 = tokenizer_hash(path)


@lru_cache(maxsize=8)
def _loaded(path: Path) -> _Loaded:  # a registered tokenizer never changes
    return _Loaded(path)


def _encode(
    tokenizer: Tokenizer, row: dict[str, Any], kind: RowKind, view: View, *, thinking: bool
) -> list[_Sequence]:
    if view == "prompt":
        ids = encode_prompt(tokenizer, _asked(row, kind), thinking=thinking)
        return [("row", ids, [False] * len(ids))]
    if kind == "preferences":
        encoded = encode_conversations(tokenizer, preference_turns(row))
        cut = int(encoded.lengths[0])
        ids, targets = encoded.tokens.tolist(), encoded.targets.tolist()
        return [("chosen", ids[:cut], targets[:cut]), ("rejected", ids[cut:], targets[cut:])]
    encoded = encode_rows(tokenizer, kind, [row])
    return [("row", encoded.tokens.tolist(), encoded.targets.tolist())]


def _asked(row: dict[str, Any], kind: RowKind) -> list[Turn]:
    """The turns before the last answer. Raises SpecError for a text, which answers nothing."""
    if kind == "text":
        raise SpecError(
            "A text holds no question.", field="view", remedy="Look at it as training sees it."
        )
    turns = row_turns(row, "conversations" if kind == "conversations" else "chosen")
    last = max(index for index, turn in enumerate(turns) if turn["role"] == "assistant")
    return turns[:last]


def _rendered(row: dict[str, Any], kind: RowKind, view: View, *, thinking: bool) -> str:
    if view == "prompt":
        return render(_asked(row, kind), add_generation_prompt=True, thinking=thinking)
    match kind:
        case "text":
            return row["text"]
        case "conversations":
            return render(row_turns(row))
        case "preferences":
            return "\n".join(map(render, preference_turns(row)))


def _shown(
    loaded: _Loaded, sequence: _Sequence, seq_len: int, wanted: range, *, splits: bool
) -> TokenRow:
    name, ids, targets = sequence
    # A stretch of ``seq_len`` inputs predicts as many tokens, each one further on.
    whole = len(ids) <= seq_len + 1
    cuts = [] if whole else list(range(seq_len + 1, len(ids), seq_len))
    if not splits:
        cuts = cuts[:1]
    chosen = slice(wanted.start, wanted.stop)
    return TokenRow(
        name=name,
        length=len(ids),
        trained=sum(targets),
        cuts=cuts,
        lost=0 if splits or not cuts else len(ids) - cuts[0],
        offset=wanted.start,
        tokens=_tokens(loaded, ids[chosen], targets[chosen]),
    )


def _tokens(loaded: _Loaded, ids: Sequence[int], targets: Sequence[bool]) -> list[Token]:
    return [
        Token(
            id=piece.id,
            text=loaded.control.get(piece.id, piece.text),
            whole=piece.whole,
            control=piece.id in loaded.control,
            trained=trained,
        )
        for piece, trained in zip(pieces(loaded.bytes, ids), targets, strict=True)
    ]


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARACTERS else text[:_SHOWN_CHARACTERS] + " ..."
