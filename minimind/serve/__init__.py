"""The chat server: text, templates, checkpoints by name and HTTP around ``minimind.engine``.

``python -m minimind.serve --models-root DIR (--uds PATH | --host H --port P)``
"""
