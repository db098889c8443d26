"""From text to token ids: tokenizer, chat template, packing."""
