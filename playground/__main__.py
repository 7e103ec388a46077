"""The command line: `python -m playground --port 8676`."""

import argparse
import asyncio
import errno
import os
import signal
import sys
from pathlib import Path

from playground.guard import is_loopback
from playground.server import TOKEN, Playground

PORT = 8676


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM; give the exit code, 2 where the command line or the port does not allow it."""
    options = _parser().parse_args(arguments)
    if not is_loopback(options.listen) and not options.unsafe_listen_anywhere:
        return _refuse(
            f"Chỉ lắng nghe trên máy này (127.0.0.1). Muốn mở {options.listen} phải thêm "
            "--unsafe-listen-anywhere: ai vào được mạng này cũng đọc và gửi tin được."
        )
    try:
        asyncio.run(_serve(options))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return _refuse(
                f"Cổng {options.port} đang có chương trình khác dùng. Hãy tắt chương trình đó "
                "hoặc chọn cổng khác bằng --port."
            )
        return _refuse(f"Không mở được {options.listen}:{options.port}: {error.strerror}.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m playground", description="Telegram trên máy này, để thử bot.")
    parser.add_argument("--port", type=int, default=PORT, help="cổng; 0 là cổng trống bất kỳ (mặc định %(default)s)")
    parser.add_argument("--listen", default="127.0.0.1", help="địa chỉ lắng nghe (mặc định %(default)s)")
    parser.add_argument("--clock-file", type=Path, help="tệp chứa thời điểm ISO mà bot đọc thay đồng hồ")
    parser.add_argument("--acquainted", action="store_true", help="mọi người coi như đã từng nhắn cho bot")
    unsafe = "cho phép lắng nghe cả ngoài máy này (không an toàn)"
    parser.add_argument("--unsafe-listen-anywhere", action="store_true", help=unsafe)
    return parser


def _refuse(words: str) -> int:
    print(words, file=sys.stderr)  # noqa: T201  # printing is what a command line does
    return 2


async def _serve(options: argparse.Namespace) -> None:
    end = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, end.set)
    token = os.environ.get("PLAYGROUND_TOKEN") or TOKEN
    playground = Playground(token, options.clock_file, options.acquainted, anywhere=options.unsafe_listen_anywhere)
    address = playground.start(options.port, options.listen)
    print(f"{address}/", flush=True)  # noqa: T201  # as above
    await end.wait()
    await playground.stop()


if __name__ == "__main__":
    sys.exit(main())
