"""Generation: KV-cached, continuously batched, on token ids only. Text is ``minimind.serve``'s.

``engine.py`` owns the thread, ``batch.py`` decides who computes when, ``cache.py`` keeps keys
and values, ``sampling.py`` draws tokens, ``linear.py`` makes the CPU fast and exact.
"""

from minimind.engine.batch import End, Generation, Token
from minimind.engine.engine import Engine, EngineBusy, EngineClosed
from minimind.engine.sampling import Sampling

__all__ = ["End", "Engine", "EngineBusy", "EngineClosed", "Generation", "Sampling", "Token"]
