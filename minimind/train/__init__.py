"""Training: one loop for every stage, on one process or many (``python -m minimind.train``)."""

import os

# Read by OpenMP when torch is loaded, so it stands here. Threads that wait for each other must
# sleep, not spin: where other programs want the processors too, spinning made a small model
# train eight times slower (2 cores, load 4), and on an idle machine it gains nothing.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
# Read by cuBLAS when it is loaded: without it, sums on a GPU may come in another order each time.
os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
