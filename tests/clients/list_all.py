"""Lists every account token in reach with the official Python SDK and the pager it comes with.

Called by tests/benches/figures. Reads SANDBOX_BASE_URL and SANDBOX_USER_TOKEN. Prints how many tokens there were and
how many seconds it took, without the start of the interpreter.
"""

import os
import time

from cloudflare import Cloudflare

client = Cloudflare(base_url=os.environ["SANDBOX_BASE_URL"], api_token=os.environ["SANDBOX_USER_TOKEN"])
began = time.monotonic()
tokens = 0
for account in client.accounts.list(per_page=50):
    tokens += sum(1 for _ in client.accounts.tokens.list(account_id=account.id, include_expired=True, per_page=50))
print(tokens, time.monotonic() - began)
