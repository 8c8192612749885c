from django.apps import AppConfig


class JurisdictionsConfig(AppConfig):
    name = "backend.jurisdictions"
    label = "jurisdictions"
