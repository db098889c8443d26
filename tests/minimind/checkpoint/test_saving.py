"""What was saved comes back, also in the libraries of others."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import torch
from safetensors.torch import load_file
from transformers import LlamaConfig, LlamaForCausalLM

from minimind import checkpoint
from minimind.data.tokenizer import SHIPPED, load_tokenizer
from tests.minimind.checkpoint.tiny import TINY, info, save, tiny_model, training_state


def test_what_was_saved_comes_back(tmp_path: Path) -> None:
    model = tiny_model()
    state = training_state(model)
    about = info()
    target = tmp_path / "checkpoints" / checkpoint.directory_name(10)
    weights = checkpoint.trained_weights(model)
    written = checkpoint.save(
        target, config=TINY, weights=weights, tokenizer=None, info=about, training=state
    )

    checkpoint.verify(target)
    loaded = checkpoint.load(target)
    assert not loaded.training
    assert loaded.config == TINY
    for name, weight in model.state_dict().items():
        assert torch.equal(loaded.state_dict()[name], weight), name
    assert loaded.lm_head.weight is loaded.model.embed_tokens.weight
    assert checkpoint.read_info(target) == about
    again = checkpoint.load_training(target)
    assert (again.step, again.values) == (state.step, state.values)
    assert torch.equal(again.rng["cpu"], state.rng["cpu"])
    assert again.optimizer.keys() == state.optimizer.keys()
    assert all(torch.equal(again.optimizer[n], t) for n, t in state.optimizer.items())

    assert written.path == target
    assert written.sha256 == checkpoint.manifest_hash(target)
    assert written.bytes == sum(file.stat().st_size for file in target.iterdir())
    assert (target / "tokenizer.json").read_bytes() == SHIPPED.read_bytes()
    assert "chat_template" in json.loads((target / "tokenizer_config.json").read_text())


def test_a_tokenizer_of_any_name_is_saved_under_the_usual_one(tmp_path: Path) -> None:
    for folder in ("alone", "with_config"):
        (tmp_path / folder).mkdir()
        content = SHIPPED.read_text().replace("\n", " ", 1)  # another file, the same tokenizer
        (tmp_path / folder / "words.json").write_text(content)
    (tmp_path / "with_config" / "tokenizer_config.json").write_text('{"mine": true}')
    for folder, config in (
        ("alone", SHIPPED.with_name("tokenizer_config.json").read_text()),
        ("with_config", '{"mine": true}'),
    ):
        target = tmp_path / "checkpoints" / folder
        checkpoint.save(
            target,
            config=TINY,
            weights=checkpoint.trained_weights(tiny_model()),
            tokenizer=tmp_path / folder / "words.json",
            info=info(),
            training=None,
        )
        assert sorted(file.name for file in target.glob("*oken*")) == [
            "tokenizer.json",
            "tokenizer_config.json",
        ]
        assert (target / "tokenizer.json").read_text() == content
        assert (target / "tokenizer_config.json").read_text() == config
        assert load_tokenizer(target).get_vocab_size() == 6400


def test_a_snapshot_is_saved_in_a_thread_while_training_goes_on(tmp_path: Path) -> None:
    """The snapshot lies in one buffer, which is how many weights are copied at once."""
    model = tiny_model()
    live = checkpoint.trained_weights(model)
    assert all(w.data_ptr() == model.get_parameter(n).data_ptr() for n, w in live.items())
    buffer = torch.cat([weight.flatten() for weight in live.values()])
    parts = buffer.split([weight.numel() for weight in live.values()])
    weights = {n: part.view_as(live[n]) for n, part in zip(live, parts, strict=True)}
    expected = {name: weight.clone() for name, weight in weights.items()}
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.1)
    with ThreadPoolExecutor(1) as threads:
        target = tmp_path / "step-1"
        writing = threads.submit(
            checkpoint.save,
            target,
            config=TINY,
            weights=weights,
            tokenizer=None,
            info=info(),
            training=None,
        )
        steps = 0
        while not writing.done() or steps < 3:
            model(torch.arange(8)[None]).logsumexp(-1).sum().backward()
            optimizer.step()
            steps += 1
        writing.result()
    loaded = checkpoint.trained_weights(checkpoint.load(target))
    assert loaded.keys() == expected.keys()
    for name, weight in expected.items():
        assert torch.equal(loaded[name], weight), name
        assert not torch.equal(live[name], weight), name


def test_loading_leaves_the_random_generator_alone(tmp_path: Path) -> None:
    target = save(tmp_path / "step-1")
    before = torch.get_rng_state()
    checkpoint.load(target)
    assert torch.equal(torch.get_rng_state(), before)


def test_weights_load_in_hugging_face_llama(tmp_path: Path) -> None:
    target = save(tmp_path / "step-1")
    theirs = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=TINY.vocab_size,
            hidden_size=TINY.hidden_size,
            intermediate_size=TINY.intermediate_size,
            num_hidden_layers=1,
            num_attention_heads=2,
            num_key_value_heads=1,
            rms_norm_eps=TINY.rms_norm_eps,
            rope_parameters={"rope_type": "default", "rope_theta": TINY.rope_theta},
            tie_word_embeddings=True,
        )
    )
    loaded = theirs.load_state_dict(load_file(target / "model.safetensors"), strict=False)
    assert loaded.missing_keys == ["lm_head.weight"]  # tied
    assert not loaded.unexpected_keys
    ids = torch.arange(20)[None]
    torch.testing.assert_close(theirs(ids).logits, checkpoint.load(target)(ids))
