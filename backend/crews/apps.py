from django.apps import AppConfig


class CrewsConfig(AppConfig):
    name = "backend.crews"
    label = "crews"
