"""The plain rival: the reference's recipe as people run it, written out honestly.

Rows padded to the full length and tokenized on the fly, ``transformers``' Llama with scaled
dot-product attention, bfloat16 autocast on a GPU and float32 on a CPU, logits of every position,
plain AdamW, no compilation.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset
from transformers import LlamaConfig, LlamaForCausalLM
from transformers.models.llama.modeling_llama import LlamaMLP

from minimind.data.tokenizer import encode_text
from minimind.spec import ModelConfig
from minimind.spec.model import BOS_ID, EOS_ID, PAD_ID


class Rows(Dataset[tuple[Tensor, Tensor, Tensor]]):
    """Inputs, targets and loss mask ``[T]`` of one text each."""

    def __init__(self, texts: list[str], tokenizer: Tokenizer, seq_len: int) -> None:
        self._texts, self._tokenizer, self._seq_len = texts, tokenizer, seq_len

    def __len__(self) -> int:
        return len(self._texts)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor, Tensor]:
        ids = [BOS_ID, *encode_text(self._tokenizer, self._texts[index]), EOS_ID]
        ids = ids[: self._seq_len + 1]
        row = torch.full((self._seq_len + 1,), PAD_ID)
        row[: len(ids)] = torch.tensor(ids)
        mask = torch.zeros(self._seq_len)
        mask[: len(ids) - 1] = 1
        return row[:-1], row[1:], mask


class PlainExperts(nn.Module):
    """A mixture of experts as it is usually written: a loop over experts, rows picked by a mask."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.top_k = config.num_experts_per_tok
        self.gate = nn.Linear(config.hidden_size, config.n_routed_experts, bias=False)
        self.experts = nn.ModuleList(
            LlamaMLP(_llama(config)) for _ in range(config.n_routed_experts)
        )
        self.shared = nn.ModuleList(
            LlamaMLP(_llama(config)) for _ in range(config.n_shared_experts)
        )

    def forward(self, x: Tensor) -> Tensor:
        flat = x.flatten(0, 1)
        weights, chosen = self.gate(flat).softmax(-1).topk(self.top_k)
        weights = weights / weights.sum(-1, keepdim=True)
        out = torch.zeros_like(flat)
        for number, expert in enumerate(self.experts):
            row, place = torch.where(chosen == number)
            part = expert(flat[row]) * weights[row, place, None]
            out.index_add_(0, row, part.to(out.dtype))
        for expert in self.shared:
            out = out + expert(flat)
        return out.view_as(x)


class Rival:
    """A model in training; ``run`` makes updates."""

    def __init__(
        self,
        config: ModelConfig,
        texts: list[str],
        tokenizer: Tokenizer,
        *,
        seq_len: int,
        batch: int,
        device: torch.device,
    ) -> None:
        torch.manual_seed(0)
        self._device = device
        self.model = LlamaForCausalLM._from_config(_llama(config), attn_implementation="sdpa")
        if config.use_moe:
            for layer in self.model.model.layers.children():
                layer.add_module("mlp", PlainExperts(config))
        nn.Module.to(self.model, device).train()
        self._optimizer = torch.optim.AdamW(self.model.parameters(), lr=5e-4)
        loader = DataLoader(
            Rows(texts, tokenizer, seq_len),
            batch_size=batch,
            shuffle=True,
            drop_last=True,
            num_workers=1,
            pin_memory=device.type == "cuda",
            persistent_workers=True,
        )
        self._batches = self._forever(loader)

    def run(self, steps: int) -> tuple[int, float]:
        """``steps`` updates; returns useful tokens (targets that are no padding) and seconds."""
        useful, begin = 0, time.perf_counter()
        for _ in range(steps):
            ids, targets, mask = next(self._batches)
            useful += int(mask.sum())
            ids, targets, mask = (t.to(self._device) for t in (ids, targets, mask))
            half = self._device.type == "cuda"
            with torch.autocast(self._device.type, torch.bfloat16, enabled=half):
                logits = self.model(input_ids=ids, use_cache=False).logits
                losses = F.cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction="none")
                loss = (losses * mask.flatten()).sum() / mask.sum()
            loss.backward()
            nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            self._optimizer.step()
            self._optimizer.zero_grad(set_to_none=True)
        if self._device.type == "cuda":
            torch.cuda.synchronize()
        return useful, time.perf_counter() - begin

    @staticmethod
    def _forever(loader: DataLoader[tuple[Tensor, Tensor, Tensor]]) -> Iterator[list[Tensor]]:
        while True:
            yield from loader


def _llama(config: ModelConfig) -> LlamaConfig:
    return LlamaConfig(
        vocab_size=config.vocab_size,
        hidden_size=config.hidden_size,
        intermediate_size=config.intermediate_size,
        num_hidden_layers=config.num_hidden_layers,
        num_attention_heads=config.num_attention_heads,
        num_key_value_heads=config.num_key_value_heads,
        max_position_embeddings=config.max_position_embeddings,
        rms_norm_eps=config.rms_norm_eps,
        rope_parameters={"rope_type": "default", "rope_theta": config.rope_theta},
        tie_word_embeddings=True,
    )
