from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class CoreConfig(AppConfig):
    name = "backend.core"
    label = "core"


class OfficeAdminConfig(AdminConfig):
    """Django's admin with our site in place of its own."""

    default_site = "backend.core.admin_site.OfficeSite"
