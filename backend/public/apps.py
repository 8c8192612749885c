from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "backend.public"
    label = "public"
