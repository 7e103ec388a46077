"""The settings: the one place that reads the environment and `.env`.

What a setting means and how it may look is stated beside its field; nothing here opens a file or a connection.
"""

import ipaddress
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, NoDecode, SettingsConfigDict

TELEGRAM = "https://api.telegram.org"
DOCUMENTS = Path(__file__).resolve().parent / "data"
PROXY_SCHEMES = ("http", "https", "socks5", "socks5h")


class SettingsError(Exception):
    """Something is missing or malformed; the message names each variable and is meant for the operator."""


class Address(NamedTuple):
    """Where to listen."""

    host: str
    port: int


Listen = Annotated[Address, NoDecode]
"""Written host:port, [::1]:port or :port, which is every address of the machine."""


class Settings(BaseSettings):
    """What the operator chose. A field's name in capitals is its variable; an empty variable means the default."""

    model_config = SettingsConfigDict(
        frozen=True, env_file=".env", env_file_encoding="utf-8", extra="ignore", hide_input_in_errors=True
    )

    telegram_bot_token: SecretStr | None = None
    telegram_api_url: str = TELEGRAM
    telegram_proxy: str | None = Field(default=None, repr=False)  # may hold a password
    bot_db: Path = Path("var/bot.sqlite3")
    bot_prepared: Path | None = None  # what is made of data/ once, for the next start; default: beside the database
    bot_admins: Annotated[frozenset[int], NoDecode] = frozenset()
    bot_first_period: tuple[int, int] | None = None  # year and quarter of the first report that is asked for
    bot_tick: float = Field(default=30, gt=0, le=3600)  # seconds between two looks at which reminders are due
    webhook_secret: SecretStr | None = None
    webhook_listen: Listen = Address("127.0.0.1", 8443)
    webhook_url: str | None = Field(default=None, repr=False)  # checked against the secret, so it stays below it
    health_listen: Listen | None = None
    reader_model: str | None = None  # a language model that may read questions (docs/language-model.md): its name there
    reader_url: str | None = Field(default=None, repr=False)  # checked against the model's name, so it stays below it
    reader_key: SecretStr | None = None
    reader_for: Literal["unsure", "all", "off"] = "unsure"
    reader_seconds: float = Field(default=8, gt=0, le=60)  # for a whole call; then the built-in reading is used
    reader_daily: int = Field(default=2000, ge=0, le=10_000_000)  # calls a day
    reader_ca: Path | None = None  # the certificates that sign the server's, where it is the office's own
    reader_proxy: str | None = Field(default=None, repr=False)  # may hold a password
    bot_clock_file: Path | None = None  # checked against token and address, so it stays below them

    @property
    def base_url(self) -> str:
        """What python-telegram-bot puts before the token when it calls a method."""
        return f"{self.telegram_api_url}/bot"

    @property
    def base_file_url(self) -> str:
        """What python-telegram-bot puts before the token when it fetches a file."""
        return f"{self.telegram_api_url}/file/bot"

    @property
    def prepared(self) -> Path:
        """Where that lies which is made of data/ once."""
        return self.bot_prepared or self.bot_db.with_name("prepared.pickle")

    @property
    def bot_id(self) -> int:
        """The bot's account, which stands before the colon of its token."""
        return int(self.telegram_bot_token.get_secret_value().partition(":")[0]) if self.telegram_bot_token else 0

    @property
    def is_loopback(self) -> bool:
        """Whether the Bot API server is on this machine."""
        return is_loopback(self.telegram_api_url)

    @property
    def has_reader(self) -> bool:
        """Whether a language model may read questions."""
        return self.reader_url is not None and self.reader_for != "off"

    @field_validator("*", mode="before")
    @classmethod
    def _blank_is_the_default(cls, value: object, info: ValidationInfo) -> object:
        text = value.strip() if isinstance(value, str) else value
        if text == "" and info.field_name is not None:
            return cls.model_fields[info.field_name].get_default()
        return text

    @field_validator("telegram_bot_token")
    @classmethod
    def _token_has_telegrams_form(cls, token: SecretStr | None) -> SecretStr | None:
        if token and not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", token.get_secret_value()):
            raise ValueError("phải có dạng <số>:<chuỗi> như BotFather đã cấp")
        return token

    @field_validator("telegram_api_url")
    @classmethod
    def _api_is_a_web_address(cls, url: str) -> str:
        if not _is_address(url, ("http", "https")) or urlsplit(url).query or urlsplit(url).fragment:
            raise ValueError("phải là địa chỉ http://… hoặc https://…")
        return url.rstrip("/")

    @field_validator("telegram_proxy", "reader_proxy")
    @classmethod
    def _proxy_is_an_address(cls, url: str | None) -> str | None:
        if url and not _is_address(url, PROXY_SCHEMES):
            raise ValueError("phải là địa chỉ http://…, https://… hoặc socks5://…")
        return url

    @field_validator("bot_db", "bot_prepared")
    @classmethod
    def _what_is_written_stays_out_of_the_documents(cls, path: Path | None) -> Path | None:
        if path is None:
            return None
        try:
            is_document = path.expanduser().resolve().is_relative_to(DOCUMENTS)
        except (OSError, RuntimeError) as error:  # a link that leads to itself, an unknown home
            raise ValueError("không phải là đường dẫn dùng được") from error
        if is_document:
            raise ValueError("không được nằm trong thư mục data/ (nơi chỉ chứa văn bản)")
        return path.expanduser()

    @field_validator("bot_admins", mode="before")
    @classmethod
    def _admins_are_split_at_commas(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        ids = [part.strip() for part in value.split(",") if part.strip()]
        if not all(re.fullmatch(r"[0-9]{1,18}", part) for part in ids):
            raise ValueError("phải là các mã số Telegram, cách nhau bằng dấu phẩy")
        return frozenset(map(int, ids))

    @field_validator("bot_first_period", mode="before")
    @classmethod
    def _first_period_is_a_quarter(cls, value: object) -> object:
        if not isinstance(value, str) or not value.strip():
            return value or None
        found = re.fullmatch(r"(\d{4})-Q([1-4])", value.strip())
        if not found:
            raise ValueError("phải có dạng năm-quý, ví dụ 2019-Q3")
        return int(found[1]), int(found[2])

    @field_validator("webhook_secret")
    @classmethod
    def _secret_is_as_telegram_takes_it(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret and not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", secret.get_secret_value()):
            raise ValueError("phải gồm 16 đến 256 chữ cái không dấu, chữ số, dấu _ hoặc -")
        return secret

    @field_validator("webhook_url")
    @classmethod
    def _webhook_is_guarded(cls, url: str | None, info: ValidationInfo) -> str | None:
        """Refuse an address without a secret: whoever finds it could write to the bot as anybody."""
        if url and (not _is_address(url, ("http", "https")) or urlsplit(url).query or urlsplit(url).fragment):
            raise ValueError("phải là địa chỉ https://… mà Telegram gọi được")
        if url and info.data.get("webhook_secret", "malformed") is None:
            raise ValueError("cần có WEBHOOK_SECRET đi kèm")
        return url

    @field_validator("reader_url")
    @classmethod
    def _reader_is_a_web_address_with_a_model(cls, url: str | None, info: ValidationInfo) -> str | None:
        if url and (not _is_address(url, ("http", "https")) or re.search(r"[?#@]", url)):
            raise ValueError("phải là địa chỉ http://… hoặc https://… của máy chủ mô hình; khóa đặt ở READER_KEY")
        if url and info.data.get("reader_model", "malformed") is None:
            raise ValueError("cần có READER_MODEL (tên mô hình) đi kèm")
        return url.rstrip("/") if url else url

    @field_validator("reader_key")
    @classmethod
    def _key_fits_a_header(cls, key: SecretStr | None) -> SecretStr | None:
        if key and not re.fullmatch(r"[!-~]{1,4096}", key.get_secret_value()):
            raise ValueError("phải gồm chữ cái không dấu, chữ số và ký hiệu, không có khoảng trắng")
        return key

    @field_validator("webhook_listen", "health_listen", mode="before")
    @classmethod
    def _places_are_host_and_port(cls, value: object) -> object:
        if not isinstance(value, str) or not value.strip():
            return value
        found = re.fullmatch(r"(?:\[([0-9A-Fa-f:.]+)\]|([^\s:/@]*)):([0-9]{1,5})", value.strip())
        if not found or not 0 < int(found[3]) < 65536:
            raise ValueError("phải có dạng địa_chỉ:cổng, ví dụ 127.0.0.1:8080")
        return Address(found[1] or found[2] or "", int(found[3]))

    @field_validator("bot_clock_file")
    @classmethod
    def _clock_is_replaced_off_telegram_only(cls, path: Path | None, info: ValidationInfo) -> Path | None:
        """Refuse where the bot could speak to real people; with neither a token nor an address it cannot."""
        url = info.data.get("telegram_api_url")  # absent when it is malformed, which is reported already
        nowhere = url == TELEGRAM and info.data.get("telegram_bot_token", "malformed") is None
        if path and url and not nowhere and not is_loopback(url):
            raise ValueError("chỉ được dùng khi TELEGRAM_API_URL trỏ về máy này (127.0.0.1, ::1, localhost)")
        return path


_ALLOWED = {
    "reader_for": "phải là unsure, all hoặc off",
    "reader_seconds": "phải là số giây lớn hơn 0, không quá 60",
    "reader_daily": "phải là số nguyên từ 0 trở lên",
}
"""What is said of a value that is none of its kind."""


def load_settings(env: Mapping[str, str] | None = None) -> Settings:
    """Read the environment and `.env`, or the given mapping alone; raise SettingsError with all that is wrong."""
    try:
        return Settings() if env is None else Settings(_build_sources=((_source(env),), {}))
    except ValidationError as error:
        faults = "\n".join(f"  {str(fault['loc'][0]).upper()} {_reason(fault)}" for fault in error.errors())
    except UnicodeDecodeError:
        faults = "  tệp .env phải là văn bản UTF-8"
    raise SettingsError(f"Cấu hình chưa đúng:\n{faults}\nSửa biến môi trường hoặc tệp .env rồi chạy lại.")


def _source(env: Mapping[str, str]) -> EnvSettingsSource:
    source = EnvSettingsSource(Settings)
    source.env_vars = {name.lower(): value for name, value in env.items()}
    return source


def _reason(fault: Mapping[str, Any]) -> str:
    """Word a fault without its value, which may be a secret."""
    cause = fault.get("ctx", {}).get("error")
    allowed = _ALLOWED.get(str(fault["loc"][0]), "có giá trị không hợp lệ")
    return str(cause) if isinstance(cause, ValueError) else allowed


def _is_address(url: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0 and not re.search(r"\s", url)
    except ValueError:  # a port or a bracket that is none
        return False


def is_loopback(url: str) -> bool:
    """Whether an address is on this machine for sure."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:  # a name, which may lead anywhere
        return False
