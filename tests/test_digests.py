from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from idlint import digests


@given(st.binary(max_size=300))
def test_it_is_sha256(data: bytes) -> None:
    assert digests.digest(data) == hashlib.sha256(data).hexdigest()
