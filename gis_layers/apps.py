from django.apps import AppConfig


class GisLayersConfig(AppConfig):
    name = "gis_layers"
    label = "gis_layers"
    verbose_name = "map layers"
