"""The administration of one jurisdiction: its administrator sees, picks and grants inside it."""

from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.gis.db import models as gis
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.forms import Field, ModelChoiceField, ModelForm
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest
from django.utils.text import capfirst

from backend.core import labels
from backend.core.forms import AreaField
from backend.core.geo import Box
from backend.core.language import Text
from backend.core.widgets import AreaInput

DELETE = Text(pl="usuń", en="delete", uk="видалити")
HISTORY = Text(pl="historia", en="history", uk="історія")
KEPT = Text(
    pl="{what}. Tego się nie usuwa; zamiast usuwać, odznacz „działa” albo „aktywne”.",
    en="{what}. These are never deleted; instead of deleting, clear “active”.",
    uk="{what}. Цього не видаляють; замість видалення зніміть позначку «діє» або «активне».",
)
FILTER_LOOKUPS = ("exact", "in", "isnull", "gte", "lt")  # what Django's list filters write


class TenantPermissions(BaseModelAdmin):
    """Rights come from roles, not from Django's permission tables.

    tenant: lookups from a row to the jurisdictions that it belongs to; one's own suffices.
    is_shared: the rows belong to the whole installation, and every administrator sees them.
    operator_only: what only the installation's operator may do (view, add, change, delete).
    """

    tenant: ClassVar[tuple[str, ...]] = ()
    is_shared: ClassVar[bool] = False
    operator_only: ClassVar[frozenset[str]] = frozenset()
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._may("view", request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may("view", request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may("add", request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may("change", request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may("delete", request)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows = super().get_queryset(request)
        if self.is_shared or is_operator(request):
            return rows
        return rows.filter(own_rows(self.tenant, request))

    def formfield_for_dbfield(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Field | None:
        """Draw on our map: Django's loads from elsewhere, and its text would reach GDAL."""
        if isinstance(db_field, gis.MultiPolygonField):
            return AreaField(
                required=not db_field.blank,
                label=capfirst(db_field.verbose_name),
                widget=AreaInput(view=self.home(request)),
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_autocomplete_fields(self, request: HttpRequest) -> Any:
        """For the operator alone, who has thousands to choose from.

        An office has few, and a plain list has a name that screen readers tell.
        """
        return super().get_autocomplete_fields(request) if is_operator(request) else ()

    def home(self, request: HttpRequest) -> Box | None:
        """What a map shows before there is an area; None is the whole country."""
        return None

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        """Offer what the administrator finds in the other model's own list."""
        if not is_operator(request):
            kwargs["queryset"] = own_choices(self.admin_site, db_field.related_model, request)
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field and hasattr(db_field.related_model, "name_pl"):
            field.label_from_instance = _spoken_name
        return field

    def _may(self, action: str, request: HttpRequest) -> bool:
        if is_operator(request):
            return True
        user: Any = request.user
        return user.is_active and bool(user.administers) and action not in self.operator_only


class TenantAdmin(TenantPermissions, admin.ModelAdmin):
    """The pages of a model whose rows belong to jurisdictions."""

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        """Save, and take it back when the row has left what the administrator may change."""
        super().save_model(request, obj, form, change)
        if not self.get_queryset(request).filter(pk=obj.pk).exists():
            raise PermissionDenied

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Accept the lookups of the list's own filters: no other may come from an address."""
        filters: Any = self.get_list_filter(request)
        names = [str(each if isinstance(each, str) else each[0]) for each in filters]
        field, _, kind = lookup.rpartition("__")
        is_filter = field.removesuffix("__id") in names and kind in FILTER_LOOKUPS
        return lookup in names or is_filter or _is_row(lookup)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Refuse at once what history hangs on; Django would list all of that history."""
        kept = list(dict.fromkeys(name for each in objs for name in _hanging_on(each)))
        if kept:
            return [], {}, set(), [KEPT.format(what=", ".join(kept))]
        return super().get_deleted_objects(objs, request)


class NamedFields(forms.BaseInlineFormSet):
    """Rows of a table, whose fields have no label of their own beside them."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for name, field in form.fields.items():
            label = str(DELETE if name == DELETION_FIELD_NAME else field.label)
            for widget in getattr(field.widget, "widgets", [field.widget]):
                # The links beside a list wrap its widget, and a copy of them shares attributes.
                getattr(widget, "widget", widget).attrs["aria-label"] = label


class TenantInline(TenantPermissions, admin.TabularInline):
    """Rows that belong to the row of the page."""

    extra = 0
    formset = NamedFields


class NamedFilter(admin.RelatedFieldListFilter):
    """A list's filter by rows that have names in three languages. Only for shared ones."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        rows = field.related_model._default_manager.all()
        return sorted(((row.pk, _spoken_name(row)) for row in rows), key=lambda each: each[1])


class ViewOnly(TenantPermissions):
    """What nobody changes here: history, and what the crews and dispatchers write."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _spoken_name(row: models.Model) -> str:
    return str(Text.of(row, "name"))


def _hanging_on(row: models.Model) -> list[str]:
    """What is of this row and may never be deleted: names of models that have such rows."""
    return [
        _name_of(each.related_model)
        for each in row._meta.related_objects
        if each.on_delete is models.PROTECT
        and each.related_model._base_manager.filter(**{each.field.name: row}).exists()
    ]


def _name_of(model: Any) -> str:
    return str(model._meta.verbose_name_plural if labels.of(model) else HISTORY)


def is_operator(request: HttpRequest) -> bool:
    """Tell whether the whole installation's operator asks."""
    return bool(request.user.is_active and request.user.is_superuser)


def own_rows(tenant: tuple[str, ...], request: HttpRequest) -> Q:
    """Match what belongs to the administrator's jurisdictions."""
    ids = list(cast(Any, request.user).administers)
    own = Q(pk__in=[])
    for lookup in tenant:
        own |= Q(**{f"{lookup}__in": ids})
    return own


def own_choices(
    site: admin.AdminSite, model: type[models.Model], request: HttpRequest
) -> models.QuerySet[Any]:
    if not site.is_registered(model):
        return model._default_manager.none()
    return site.get_model_admin(model).get_queryset(request)


def _is_row(lookup: str) -> bool:
    return lookup in ("id", "id__exact", "pk", "id__in", "pk__in")
