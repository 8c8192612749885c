"""The administration of layers: their history, and uploads by people without a shell."""

from backend.admin import layers, uploads

__all__ = ["layers", "uploads"]
