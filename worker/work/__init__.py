"""Tasks on this node: claimed, started as processes of their own, looked after, put right.

As with jobs: the row is the truth; a claim's number fences every write; a detached process
(``worker.work.run``) looks after the one that does the work (``python -m minimind.work FOLDER``)
and outlives the worker that started it.
"""
