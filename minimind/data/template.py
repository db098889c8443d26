"""The chat format of the family: ChatML, loss on the assistant's words only.

``<|im_start|>role\\ncontent<|im_end|>\\n`` for each turn; a conversation without a system turn gets
the default one. The Jinja text in ``tokenizer_config.json`` renders the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from tokenizers import Tokenizer

from minimind.data.encoded import Encoded, wrap
from minimind.data.tokenizer import SPECIAL_TOKENS, encode_text, encode_texts
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


def encode_conversations(tokenizer: Tokenizer, conversations: Sequence[Sequence[Turn]]) -> Encoded:
    """Token ids of conversations (none empty), and for each whether it carries loss as a target.

    Loss falls on the assistant's text, the end token after it and the newline after that. The
    ids equal those of the rendered text as long as no content spells a control token and no
    assistant's content begins with white space (its header is always encoded apart, as it is in
    ``encode_prompt``: what is trained is what is generated).
    """
    turns = [turn for conversation in conversations for turn in conversation]
    counts = np.fromiter(map(len, conversations), np.int64, len(conversations))
    first = np.cumsum(counts) - counts
    is_assistant = np.array([turn["role"] == "assistant" for turn in turns], np.bool_)
    lacks_system = np.zeros(len(turns), np.bool_)
    lacks_system[first] = [conversation[0]["role"] != "system" for conversation in conversations]

    newline, header, system, *bodies = encode_texts(
        tokenizer,
        [
            "\n",
            "assistant\n",
            f"system\n{DEFAULT_SYSTEM}",
            *(
                turn["content"]
                if turn["role"] == "assistant"
                else f"{turn['role']}\n{turn['content']}"
                for turn in turns
            ),
        ],
    )
    suffix = [EOS_ID, *newline]
    plain, assistant, default = [BOS_ID], [BOS_ID, *header], [BOS_ID, *system, *suffix]
    encoded = wrap(
        bodies,
        [plain, assistant, default + plain, default + assistant],
        is_assistant + 2 * lacks_system,
        suffix,
        is_assistant,
    )
    return replace(encoded, lengths=np.add.reduceat(encoded.lengths, first))


def encode_conversation(
    tokenizer: Tokenizer, turns: Sequence[Turn]
) -> tuple[list[int], list[bool]]:
    """``encode_conversations`` of one, which may be empty."""
    encoded = encode_conversations(tokenizer, [with_system(turns)])
    return encoded.tokens.tolist(), encoded.targets.tolist()


def encode_prompt(tokenizer: Tokenizer, turns: Sequence[Turn]) -> list[int]:
    """Token ids after which the assistant's next answer is generated, up to the end token."""
    header = [BOS_ID, *encode_text(tokenizer, "assistant\n")]
    return encode_conversation(tokenizer, turns)[0] + header
