"""The MiniMind2 family of small language models: specification, model, training and inference."""
