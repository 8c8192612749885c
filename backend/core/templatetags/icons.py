"""`{% icon "photo_camera" %}`: a picture beside words, from the one sprite of ours."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon by its Material name (core/static/core/icons.txt). label: when no words stand by."""
    meaning = format_html('role="img" aria-label="{}"', label) if label else 'aria-hidden="true"'
    return format_html(
        '<svg class="icon" {}><use href="{}#{}"/></svg>',
        SafeString(meaning),
        static("vendor/icons/icons.svg"),
        name,
    )
