"""Checkpoints of a tiny model with random weights, and real server processes over them."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
import torch

from minimind import checkpoint
from minimind.checkpoint import CheckpointInfo
from minimind.data.tokenizer import tokenizer_hash
from minimind.model import Transformer
from minimind.spec import ModelConfig

TINY = ModelConfig(
    hidden_size=32, num_hidden_layers=2, num_attention_heads=2, num_key_value_heads=1
)


def write_checkpoint(directory: Path, *, seed: int = 0, stage: str = "sft") -> Path:
    torch.manual_seed(seed)
    model = Transformer(TINY).eval()
    with torch.no_grad():
        for weight in model.parameters():
            if weight.dim() > 1:
                weight.mul_(8)
    info = CheckpointInfo(stage=stage, step=1, total_steps=1, tokenizer_sha256=tokenizer_hash())
    checkpoint.save(
        directory,
        config=model.config,
        weights=checkpoint.trained_weights(model),
        tokenizer=None,
        info=info,
        training=None,
    )
    return directory


class ServerProcess:
    """``python -m minimind.serve`` on a unix socket."""

    def __init__(self, root: Path, folder: Path, *options: str) -> None:
        self.socket = folder / "engine.sock"
        self.log = folder / "log"
        argv = [sys.executable, "-m", "minimind.serve", "--models-root", str(root), "--uds"]
        self.root = root
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*argv, str(self.socket), "--threads", "1", *options], stdout=log, stderr=log
            )

    def client(self) -> httpx.Client:
        return httpx.Client(
            transport=httpx.HTTPTransport(uds=str(self.socket)), base_url="http://e", timeout=60
        )

    def async_client(self) -> httpx.AsyncClient:
        transport = httpx.AsyncHTTPTransport(
            uds=str(self.socket), limits=httpx.Limits(max_connections=None)
        )
        return httpx.AsyncClient(transport=transport, base_url="http://e", timeout=60)

    def wait(self) -> ServerProcess:
        for _ in range(600):
            if self.process.poll() is not None:
                raise AssertionError(self.log.read_text())
            try:
                with self.client() as client:
                    client.get("/healthz").raise_for_status()
                return self
            except httpx.TransportError:
                time.sleep(0.05)
        raise AssertionError("the server never answered")

    def stop(self, number: int = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(20)

    def load(self) -> dict[str, int]:
        with self.client() as client:
            answer = client.get("/healthz").json()
        return {name: answer[name] for name in ("running", "waiting")}


@pytest.fixture(scope="session")
def models_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("runs")
    write_checkpoint(root / "job-a/checkpoints/step-1", seed=1)
    write_checkpoint(root / "job-b/checkpoints/step-1", seed=2)
    write_checkpoint(root / "job-p/checkpoints/step-1", seed=1, stage="pretrain")
    return root


@pytest.fixture(scope="session")
def new_checkpoint() -> Callable[..., Path]:
    return write_checkpoint


@pytest.fixture
def short_path() -> Iterator[Path]:
    """A folder for sockets, whose paths must be short: ``tmp_path`` may not be."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def start_server() -> Iterator[Callable[..., ServerProcess]]:
    started: list[ServerProcess] = []

    def start(root: Path, folder: Path, *options: str) -> ServerProcess:
        started.append(ServerProcess(root, folder, *options))
        return started[-1]

    yield start
    for server in started:
        server.stop(signal.SIGKILL)


@pytest.fixture
def run_server() -> Callable[[list[str]], subprocess.CompletedProcess[str]]:
    """Runs the command to its end."""

    def run(options: list[str]) -> subprocess.CompletedProcess[str]:
        argv = [sys.executable, "-m", "minimind.serve", *options]
        return subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)

    return run


@pytest.fixture(scope="session")
def server(models_root: Path) -> Iterator[ServerProcess]:
    with tempfile.TemporaryDirectory() as folder:
        one = ServerProcess(models_root, Path(folder)).wait()
        yield one
        one.stop()
