"""An account's own settings over HTTP."""

from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts import actions
from backend.accounts import serializers as shapes
from backend.accounts.authentication import PersonalToken
from backend.accounts.models import User
from backend.accounts.viewer import viewer_in
from backend.core import errors, schema


class MyTokens(APIView):
    @extend_schema(
        operation_id="me_tokens", auth=schema.ACCOUNT, responses=shapes.AccessTokensOutput
    )
    def get(self, request: Request) -> Response:
        """One's personal access tokens, newest first."""
        tokens = _account(request).access_tokens.all()
        return Response({"results": shapes.AccessTokenOutput(tokens, many=True).data})

    @extend_schema(
        operation_id="me_tokens_add",
        auth=schema.ACCOUNT,
        request=shapes.AccessTokenInput,
        responses={201: shapes.NewAccessTokenOutput},
    )
    def post(self, request: Request) -> Response:
        """Make a personal access token; its text is shown this once, and kept nowhere.

        So a repeat makes another one, whatever its Idempotency-Key.
        """
        user = _account(request)
        form = shapes.AccessTokenInput(data=request.data)
        form.is_valid(raise_exception=True)
        token = actions.make_access_token(user=user, now=timezone.now(), **form.validated_data)
        return Response(shapes.NewAccessTokenOutput(token).data, status=201)


class MyToken(APIView):
    @extend_schema(operation_id="me_tokens_revoke", auth=schema.ACCOUNT, responses={204: None})
    def delete(self, request: Request, token_id: UUID) -> Response:
        """Revoke a personal access token: it opens nothing from now on."""
        actions.revoke_access_token(user=_account(request), token_id=token_id)
        return Response(status=204)


class MyFilters(APIView):
    @extend_schema(
        operation_id="me_filters", auth=schema.ACCOUNT, responses=shapes.StoredFiltersOutput
    )
    def get(self, request: Request) -> Response:
        """One's stored filters, by name."""
        filters = _person(request).stored_filters.all()
        return Response({"results": shapes.StoredFilterOutput(filters, many=True).data})


class MyFilter(APIView):
    @extend_schema(
        operation_id="me_filter", auth=schema.ACCOUNT, responses=shapes.StoredFilterOutput
    )
    def get(self, request: Request, name: str) -> Response:
        """One of one's stored filters."""
        user = _person(request)
        kept = user.stored_filters.filter(name=name).first() if "\x00" not in name else None
        if kept is None:
            raise errors.NotFound()
        return Response(shapes.StoredFilterOutput(kept).data)

    @extend_schema(
        operation_id="me_filter_store",
        auth=schema.ACCOUNT,
        request=shapes.StoredFilterInput,
        responses={200: shapes.StoredFilterOutput, 201: shapes.StoredFilterOutput},
    )
    def put(self, request: Request, name: str) -> Response:
        """Keep a query under a name; what stood there before is gone."""
        user = _person(request)
        named = shapes.FilterName(data={"name": name})
        named.is_valid(raise_exception=True)
        form = shapes.StoredFilterInput(data=request.data)
        form.is_valid(raise_exception=True)
        query = form.validated_data["query"]
        is_new = actions.store_filter(user=user, name=name, query=query)
        return Response({"name": name, "query": query}, status=201 if is_new else 200)

    @extend_schema(operation_id="me_filter_remove", auth=schema.ACCOUNT, responses={204: None})
    def delete(self, request: Request, name: str) -> Response:
        """Forget a stored filter."""
        user = _person(request)
        if "\x00" in name:
            raise errors.NotFound()
        actions.remove_filter(user=user, name=name)
        return Response(status=204)


def _person(request: Request) -> User:
    """Raises LoginRequired."""
    user = viewer_in(request).user
    if user is None:
        raise errors.LoginRequired()
    return user


def _account(request: Request) -> User:
    """Raises LoginRequired, NotAllowed for a personal token: it must not breed others."""
    user = _person(request)
    if isinstance(request.successful_authenticator, PersonalToken):
        raise errors.NotAllowed()
    return user
