"""The machines that train."""

from __future__ import annotations

from fastapi import APIRouter
from sqlalchemy import select

from backend.api.deps import DatabaseDep
from backend.api.error_docs import documented
from backend.api.schemas.nodes import Gpu, NodeInfo
from backend.api.views import is_alive
from backend.core.models import Node

router = APIRouter(prefix="/api/nodes", tags=["nodes"])


@router.get("", responses=documented())
def list_nodes(database: DatabaseDep) -> list[NodeInfo]:
    """List the machines that train, with their GPUs."""
    with database.session() as session:
        return [
            NodeInfo(
                name=node.name,
                alive=is_alive(node),
                cpus=node.cpus,
                gpus=[Gpu.model_validate(gpu) for gpu in node.gpus],
            )
            for node in session.scalars(select(Node).order_by(Node.name))
        ]
