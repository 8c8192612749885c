from backend.crews.admin import crews, people

__all__ = ["crews", "people"]
