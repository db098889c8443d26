"""The chat format of the family: ChatML, loss on the assistant's words only.

``<|im_start|>role\\ncontent<|im_end|>\\n`` for each turn; a conversation without a system turn gets
the default one. The Jinja text in ``tokenizer_config.json`` renders the same.
"""

from __future__ import annotations

from collections.abc import Sequence

from tokenizers import Tokenizer

from minimind.data.tokenizer import SPECIAL_TOKENS, encode_text
from minimind.spec.model import BOS_ID, EOS_ID
from minimind.spec.rows import Turn

DEFAULT_SYSTEM = "You are a helpful assistant"
_, _BEGIN, _END = SPECIAL_TOKENS

# What ``render`` does, for programs that read ``tokenizer_config.json``.
CHAT_TEMPLATE = (
    "{%- if not messages or messages[0]['role'] != 'system' %}"
    f"{{{{- '{_BEGIN}system\n{DEFAULT_SYSTEM}{_END}\n' }}}}"
    "{%- endif %}"
    "{%- for message in messages %}"
    f"{{{{- '{_BEGIN}' + message['role'] + '\n' + message['content'] + '{_END}\n' }}}}"
    "{%- endfor %}"
    "{%- if add_generation_prompt %}"
    f"{{{{- '{_BEGIN}assistant\n' }}}}"
    "{%- endif %}"
)


def with_system(turns: Sequence[Turn]) -> list[Turn]:
    """The turns, with the default system turn in front unless they begin with one."""
    if turns and turns[0]["role"] == "system":
        return list(turns)
    return [Turn(role="system", content=DEFAULT_SYSTEM), *turns]


def render(turns: Sequence[Turn], *, add_generation_prompt: bool = False) -> str:
    """The conversation as text, for people to read and other programs to compare.

    Never tokenize this for training or chat: words that spell a control token would become one.
    """
    text = "".join(
        f"{_BEGIN}{turn['role']}\n{turn['content']}{_END}\n" for turn in with_system(turns)
    )
    return text + (f"{_BEGIN}assistant\n" if add_generation_prompt else "")


def encode_conversation(
    tokenizer: Tokenizer, turns: Sequence[Turn]
) -> tuple[list[int], list[bool]]:
    """Token ids of a conversation, and for each whether it carries loss as a target.

    Loss falls on the assistant's text, the end token after it and the newline after that. The
    ids equal those of the rendered text as long as no content spells a control token and no
    assistant's content begins with white space (its header is always encoded apart, as it is in
    ``encode_prompt``: what is trained is what is generated).
    """
    ids: list[int] = []
    is_target: list[bool] = []
    newline = encode_text(tokenizer, "\n")
    for turn in with_system(turns):
        if turn["role"] == "assistant":
            header = _header(tokenizer, "assistant\n")
            answer = [*encode_text(tokenizer, turn["content"]), EOS_ID, *newline]
        else:
            header = _header(tokenizer, f"{turn['role']}\n{turn['content']}")
            header += [EOS_ID, *newline]
            answer = []
        ids += header + answer
        is_target += [False] * len(header) + [True] * len(answer)
    return ids, is_target


def encode_prompt(tokenizer: Tokenizer, turns: Sequence[Turn]) -> list[int]:
    """Token ids after which the assistant's next answer is generated, up to the end token."""
    return encode_conversation(tokenizer, turns)[0] + _header(tokenizer, "assistant\n")


def _header(tokenizer: Tokenizer, text: str) -> list[int]:
    return [BOS_ID, *encode_text(tokenizer, text)]
