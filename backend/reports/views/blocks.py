"""Who sends nothing more for a while, for the offices that said so."""

from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts import actions as accounts
from backend.accounts.models import Block
from backend.accounts.rules import BLOCKS_MAX
from backend.accounts.serializers import BlockOutput, BlocksOutput
from backend.accounts.viewer import viewer_in
from backend.core import errors, schema
from backend.core.idempotency import idempotent
from backend.reports.actions import blocking
from backend.reports.serializers import incoming


class Blocks(APIView):
    @extend_schema(operation_id="blocks_list", auth=schema.ACCOUNT, responses=BlocksOutput)
    def get(self, request: Request) -> Response:
        """The blocks of the caller's offices that are in force, newest first."""
        viewer = viewer_in(request)
        accounts.require_user(viewer)
        if not viewer.works_for and not viewer.is_operator:
            raise errors.NotAllowed()
        blocks = Block.objects.visible_to(viewer).in_force(now=timezone.now())
        shown = blocks.select_related("jurisdiction", "made_by")[:BLOCKS_MAX]
        return Response({"results": BlockOutput(shown, many=True).data})

    @extend_schema(
        operation_id="blocks_add",
        auth=schema.ACCOUNT,
        request=incoming.BlockInput,
        responses={201: BlockOutput},
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Take nothing more from the sender of a report until then; reading stays open to them."""
        viewer = viewer_in(request)
        accounts.require_user(viewer)
        form = incoming.BlockInput(data=request.data)
        form.is_valid(raise_exception=True)
        values = dict(form.validated_data)
        block = blocking.block_sender(
            report_id=values.pop("report"), viewer=viewer, now=timezone.now(), **values
        )
        return Response(BlockOutput(block).data, status=201)


class BlockDetail(APIView):
    @extend_schema(operation_id="blocks_end", auth=schema.ACCOUNT, responses={204: None})
    def delete(self, request: Request, block_id: UUID) -> Response:
        """Let them send again before the block is over."""
        accounts.end_block(block_id=block_id, viewer=viewer_in(request), now=timezone.now())
        return Response(status=204)
