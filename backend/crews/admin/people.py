"""People and what they may do: in this place because their crews are a part of it."""

from typing import Any, cast

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import lazystr

from backend.accounts import labels
from backend.accounts.models import Role, User
from backend.accounts.people import settle_staff, trust_address
from backend.core.language import Text
from backend.core.tenant_admin import TenantAdmin, TenantInline, is_operator, own_choices
from backend.crews.admin.crews import MembershipInline
from backend.crews.models import Crew, Membership
from backend.jurisdictions.models import Jurisdiction

# Rights come from roles, and a session's key opens its account.
admin.site.unregister([Group, UserSession])

_NO_WORK = Text(
    pl="Wybierz rolę z gminą albo ekipę.",
    en="Choose a role with its jurisdiction, or a crew.",
    uk="Виберіть роль із громадою або бригаду.",
)
_ADDRESS_TAKEN = Text(
    pl="Ten adres należy już do innego konta.",
    en="This address belongs to another account.",
    uk="Ця адреса вже належить іншому обліковому запису.",
)


class RoleInline(TenantInline):
    model = Role
    tenant = ("jurisdiction",)


class PersonForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["email", "name", "language", "is_active"]

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        others = EmailAddress.objects.exclude(user=self.instance.pk)
        if others.filter(email__iexact=email, verified=True).exists():
            raise ValidationError(str(_ADDRESS_TAKEN))
        return email


class PasswordForm(PersonForm):
    """Left empty, the password stays; a new person then logs in by a code sent by e-mail."""

    new_password = forms.CharField(
        label=lazystr(labels.NEW_PASSWORD),
        help_text=lazystr(labels.NEW_PASSWORD_HELP),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    def clean_new_password(self) -> str:
        password = self.cleaned_data["new_password"]
        if password:
            validate_password(password, self.instance)
        return password


class NewPersonForm(PasswordForm):
    """A person comes with work: nobody could find them again in a gmina without it."""

    request: HttpRequest  # set on the class that get_form makes for every request

    role = forms.ChoiceField(
        label=lazystr(labels.ROLE),
        help_text=lazystr(labels.ROLE_HELP),
        required=False,
        choices=[
            ("", "---------"),
            *((kind, lazystr(name)) for kind, name in labels.ROLE_KINDS.items()),
        ],
    )
    jurisdiction = forms.ModelChoiceField(
        Jurisdiction.objects.none(), label=lazystr(labels.OFFICE), required=False
    )
    crew = forms.ModelChoiceField(Crew.objects.none(), label=lazystr(labels.CREW), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, model in (("jurisdiction", Jurisdiction), ("crew", Crew)):
            field = cast(forms.ModelChoiceField, self.fields[name])
            field.queryset = own_choices(admin.site, model, self.request)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        has = {name: bool(self.cleaned_data.get(name)) for name in ("role", "jurisdiction", "crew")}
        works = has["role"] or has["crew"] or is_operator(self.request)
        if has["role"] != has["jurisdiction"] or not works:
            raise ValidationError(str(_NO_WORK))
        return cleaned


@admin.register(User)
class PersonAdmin(TenantAdmin):
    """An administrator finds the people who work for their jurisdictions, and no others.

    Whoever works elsewhere too, or has logged in once, keeps their address and password: with
    these an administrator could become them.
    """

    operator_only = frozenset({"delete"})
    inlines = [RoleInline, MembershipInline]
    list_display = ["email", "name", "is_active", "last_login"]
    list_filter = ["is_active", "roles__kind"]
    search_fields = ["email", "name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        ids = cast(Any, request.user).administers
        works_here = Q(roles__jurisdiction__in=ids) | Q(memberships__crew__jurisdiction__in=ids)
        people = User.objects.order_by("email")
        if is_operator(request):
            return people
        return people.filter(pk__in=User.objects.filter(works_here).values("pk"))

    def get_inlines(self, request: HttpRequest, obj: User | None) -> list[Any]:
        return [] if obj is None else list(self.inlines)

    def get_form(
        self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        kwargs["form"] = PersonForm
        if obj is None:
            kwargs["form"] = NewPersonForm
        elif _may_take_over(request, obj):
            kwargs["form"] = PasswordForm
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.request = request
        return form

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> list[Any]:
        fields = ["email", "name", "language", "is_active"]
        if is_operator(request):
            fields.append("is_superuser")
        if obj is None:
            return [*fields, "new_password", "role", "jurisdiction", "crew"]
        return [*fields, "new_password"] if _may_take_over(request, obj) else fields

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        if obj is None or _may_take_over(request, obj):
            return []
        if _works_only_here(request, obj):
            return ["email"]
        return ["email", "name", "language", "is_active"]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Save before the check that the person works here: a new one does so only then."""
        password = form.cleaned_data.get("new_password")
        if password:
            obj.set_password(password)
        elif not change:
            obj.set_unusable_password()
        obj.save()
        if not change or "email" in form.changed_data:
            trust_address(obj)
        if not change:
            _give_work(obj, form.cleaned_data)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        settle_staff(form.instance)


def _give_work(user: User, chosen: dict[str, Any]) -> None:
    if chosen["role"]:
        Role.objects.create(user=user, jurisdiction=chosen["jurisdiction"], kind=chosen["role"])
    if chosen["crew"]:
        Membership.objects.create(user=user, crew=chosen["crew"])


def _may_take_over(request: HttpRequest, user: User) -> bool:
    is_new = user.last_login is None
    return is_operator(request) or (is_new and _works_only_here(request, user))


def _works_only_here(request: HttpRequest, user: User) -> bool:
    ids = cast(Any, request.user).administers
    elsewhere = (
        user.roles.exclude(jurisdiction__in=ids).exists()
        or user.memberships.exclude(crew__jurisdiction__in=ids).exists()
    )
    return not user.is_superuser and not elsewhere
