"""What allauth asks of us."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from backend.core import throttling


class AccountAdapter(DefaultAccountAdapter):
    """Counts logins by the same address as all other limits."""

    def get_client_ip(self, request: HttpRequest) -> str:
        return throttling.client_address(request)
