"""Heavy work in another process, so that nobody waits for it: limited in time and memory, whole or not at all."""

from __future__ import annotations

import asyncio
import logging
import resource
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

SECONDS, MEMORY = 120.0, 2**30

_log = logging.getLogger(__name__)


async def run(command: Sequence[str], to: Path, seconds: float = SECONDS, memory: int = MEMORY) -> bool:
    """Run a command and keep what it prints; False where it fails, and then there is nothing new."""
    half = to.with_suffix(".part")
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        out = half.open("wb")
    except OSError as error:
        _log.error("%s has no place for what it prints: %s", command[-1], error.strerror)
        return False
    with out:
        process = await asyncio.create_subprocess_exec(
            *command, stdout=out, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        )
        try:
            code = await asyncio.wait_for(process.wait(), seconds)
        except TimeoutError:
            code = -1
        finally:
            with suppress(ProcessLookupError):
                if process.returncode is None:
                    process.kill()
                    await process.wait()
    if code == 0:
        half.replace(to)
    else:
        half.unlink()
        _log.error("%s ended with %d", command[-1], code)
    return code == 0
