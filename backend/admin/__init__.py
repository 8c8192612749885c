"""The administration of layers: their history, and uploads by people without a shell."""

from backend.admin import jobs, layers, uploads

__all__ = ["jobs", "layers", "uploads"]
