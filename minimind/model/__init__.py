"""The PyTorch model."""

from minimind.model.transformer import KeyValueStore, Transformer

__all__ = ["KeyValueStore", "Transformer"]
