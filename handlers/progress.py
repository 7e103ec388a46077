"""Progress at the edge: a private message or press becomes progress's own, what comes of it goes into the outbox."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from telegram import Bot, CallbackQuery, MaybeInaccessibleMessage, Update
from telegram import Message as TelegramMessage
from telegram.constants import ChatType

from clock import VIETNAM
from conversation.outgoing import Buttons
from handlers import words
from handlers.dependencies import Dependencies
from handlers.keyboards import PROGRESS
from handlers.reachability import Reachability
from handlers.retry import patiently
from handlers.transport import LostAnswerError
from kb.answering.reply import Reply
from progress.chat.context import Message, Outcome, Press, SentFile
from progress.chat.service import Service
from storage.outbox import ANSWER


class _NotOursError(Exception):
    """A message that looked as if it were for progress is not; what was done so far is taken back."""


class Progress:
    """Hands messages and presses to progress, each in one transaction with its tick and its answers."""

    def __init__(self, desk: Dependencies, service: Service, reachability: Reachability) -> None:
        self.reachability = reachability
        self._desk = desk
        self._service = service

    async def takes(self, update: Update, message: TelegramMessage, album: Sequence[TelegramMessage]) -> bool:
        """Have a message, with the files of its whole album, handled; say False where it is not about progress."""
        if message.chat.type != ChatType.PRIVATE or message.from_user is None:
            return False
        told = self._read(message, album, edited=update.edited_message is not None)
        if not self._service.wants(told):
            return False
        listed = self._service.inviting.wants_file(told)
        if listed is not None:
            content = await _content(message.get_bot(), listed)
            outcome = self._handle(
                update, message, lambda: self._service.inviting.invite_file(told, listed.name, content)
            )
        else:
            parts = self._parts(message, album) if not told.edited else []
            outcome = self._handle(update, message, lambda: self._service.say_all(parts or [told]))
        return outcome is not None

    def _parts(self, message: TelegramMessage, album: Sequence[TelegramMessage]) -> list[Message]:
        """Give an album with several captions as a message each, with the files up to the next caption."""
        spoken = [place for place, one in enumerate(album) if one.caption]
        if len({album[place].caption for place in spoken}) < 2:
            return []
        starts = [0, *spoken[1:]]
        parts = [album[start:end] for start, end in zip(starts, [*starts[1:], len(album)], strict=True)]
        found = zip(spoken, parts, strict=True)
        return [replace(self._read(album[place], part, edited=False), album="") for place, part in found]

    def _handle(
        self, update: Update, message: MaybeInaccessibleMessage, act: Callable[[], Outcome | None]
    ) -> Outcome | None:
        """Act in the update's transaction; what was done for nothing, or fails, is taken back as a whole."""
        try:
            with self._desk.handling(update) as work:
                outcome = act()
                if outcome is None:
                    raise _NotOursError  # noqa: TRY301  # only an exception rolls back
                answers = message.message_id if outcome.is_answer else None
                former = self._desk.former_answer(update) if answers else None
                for outgoing in outcome.out:
                    if outgoing.to == message.chat.id:
                        here = replace(outgoing, thread=thread_of(message), instead_of=former)
                        work.add(here, priority=ANSWER, answers=answers)
                    else:
                        work.add(outgoing)
        except _NotOursError:
            self._service.forget()
            return None
        except BaseException:
            self._service.forget()
            raise
        self._desk.stir.set()
        return outcome

    def roles_of(self, account: int) -> list[str]:
        """Give the names of somebody's roles."""
        return self._service.roles_of(account)

    def is_private_matter(self, text: str) -> bool:
        """Whether a text in a group is about what is only spoken of in private."""
        return self._service.is_about_progress(text, self._desk.clock().date())

    def press(self, update: Update, query: CallbackQuery, message: MaybeInaccessibleMessage) -> str | None:
        """Have a press handled; give the words of the toast. What Telegram shows no more is not written over."""
        if message.chat.type != ChatType.PRIVATE:
            return words.STALE_BUTTON
        at = self._desk.received_at(update)
        token = (query.data or "").removeprefix(PROGRESS)
        number = message.message_id if message.is_accessible else 0
        press = Press(query.from_user.id, token, at, f"c:{query.id}", number)
        outcome = self._handle(update, message, lambda: self._service.press(press))
        return (outcome.toast if outcome else None) or None

    def doors(self, account: int) -> Buttons:
        """Give the buttons under the words of welcome and of help, by role."""
        rows = self._service.doors(account)
        return tuple(tuple(replace(one, token=PROGRESS + one.token) for one in row) for row in rows)

    def may_leave(self, update: Update, message: TelegramMessage, album: Sequence[TelegramMessage], text: str) -> bool:
        """Whether the question that a message puts may be read outside the house."""
        if message.from_user is None or message.sender_chat or message.external_reply:
            return False
        told = self._read(message, album, edited=update.edited_message is not None)
        return self._service.privacy.may_leave(replace(told, account=message.from_user.id, text=text))

    def offer(self, reply: Reply, account: int) -> tuple[Reply, str]:
        """Put "Cập nhật" under an answer about a task, for somebody who reports on it; say which task it is about."""
        if reply.kind != "answer":
            return reply, ""
        about, button = self._service.offers(account, reply.decision, reply.citations)
        if more := self._service.moved(account, reply.decision, reply.citations):
            reply = replace(reply, text=f"{reply.text}\n\n{more}")
        if button is None:
            return reply, about
        return replace(reply, buttons=(*reply.buttons, (replace(button, token=PROGRESS + button.token),))), about

    def _read(self, message: TelegramMessage, album: Sequence[TelegramMessage], *, edited: bool) -> Message:
        chat, when = message.chat_id, (message.edit_date if edited else None) or message.date
        replied = message.reply_to_message
        own = replied is not None and replied.from_user is not None and not replied.from_user.is_bot
        return Message(
            account=chat,
            text=message.text or message.caption or "",
            at=when.astimezone(VIETNAM),
            key=_key(chat, message.message_id),
            number=message.message_id,
            edited=edited,
            about=(self._desk.about(chat, replied.message_id) or "") if replied and not own else "",
            replied=_key(chat, replied.message_id) if replied and own else "",
            files=tuple(file for one in album for file in _files(one)),
            album=message.media_group_id or "",
            sender=message.from_user.full_name if message.from_user else "",
            forwarded=bool(message.forward_origin or message.via_bot or "forward_date" in message.api_kwargs),
            captioned=message.caption is not None,
            quote=message.quote.text if message.quote else "",
        )


def _key(chat: int, number: int) -> str:
    """Name a message for good, without the person's account: the ledger keeps it when the person has left."""
    return f"m:{hashlib.sha256(f'{chat}:{number}'.encode()).hexdigest()[:24]}"


_NAMELESS = {"photo": "anh", "voice": "ghi-am", "audio": "ghi-am", "video": "video", "video_note": "video"}
_ENDINGS = {"anh": "jpg", "ghi-am": "ogg", "video": "mp4"}
"""What a file is called that its sender gave no name."""


def _files(message: TelegramMessage) -> Iterable[SentFile]:
    """The file of a message: a document, the largest size of a picture, a recording, a video."""
    for kind in ("document", *_NAMELESS):
        file = getattr(message, kind)
        file = file[-1] if kind == "photo" and file else file
        if file:
            named = getattr(file, "file_name", None)
            what = _NAMELESS.get(kind, "tai-lieu")
            at = f"{message.date.astimezone(VIETNAM):%Y%m%d-%H%M%S}-{message.message_id}"
            made = f"{what}-{at}.{_ENDINGS[what]}" if kind in _NAMELESS else what
            yield SentFile(file.file_id, file.file_unique_id, named or made, file.file_size or 0)


async def _content(bot: Bot, file: SentFile) -> bytes:
    """Fetch a small file whose content is the message."""
    return await patiently(lambda: fetch(bot, file.file_id))


async def fetch(bot: Bot, file_id: str) -> bytes:
    """Bring a file's content."""
    remote = await bot.get_file(file_id)
    content = bytes(await remote.download_as_bytearray())
    if remote.file_size is not None and remote.file_size != len(content):
        raise LostAnswerError("a file that is not as long as it should be: a proxy's page, or cut")
    return content


def thread_of(message: MaybeInaccessibleMessage) -> int | None:
    """Give the topic in which a message stands."""
    return message.message_thread_id if isinstance(message, TelegramMessage) and message.is_topic_message else None
