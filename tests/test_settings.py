"""The settings: their defaults, what each accepts, and the one message for all that is wrong."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from settings import DOCUMENTS, Settings, SettingsError, load_settings

TOKEN = "123456:AAE-secret_part"
LOCAL = "http://127.0.0.1:8081"
HOOK, SECRET = "https://bot.example.vn/telegram", "of-the-webhook_0123456789"


def test_nothing_set_gives_the_defaults() -> None:
    settings = load_settings({})
    assert settings.telegram_bot_token is None
    assert settings.telegram_api_url == "https://api.telegram.org"
    assert settings.telegram_proxy is None
    assert settings.bot_db == Path("var/bot.sqlite3")
    assert settings.bot_admins == frozenset()
    assert settings.bot_clock_file is None


def test_an_empty_or_blank_variable_means_the_default() -> None:
    names = [name.upper() for name in Settings.model_fields]
    for blank in ("", "  "):
        assert load_settings(dict.fromkeys(names, blank)) == load_settings({})


@pytest.mark.parametrize(
    ("variable", "value", "field", "expected"),
    [
        ("TELEGRAM_API_URL", "https://bot.example.vn/", "telegram_api_url", "https://bot.example.vn"),
        ("TELEGRAM_API_URL", " http://[::1]:8081// ", "telegram_api_url", "http://[::1]:8081"),
        ("TELEGRAM_PROXY", "socks5://user:pw@10.0.0.1:1080", "telegram_proxy", "socks5://user:pw@10.0.0.1:1080"),
        ("TELEGRAM_PROXY", "http://proxy:3128", "telegram_proxy", "http://proxy:3128"),
        ("BOT_DB", "/var/lib/bot/bot.sqlite3", "bot_db", Path("/var/lib/bot/bot.sqlite3")),
        ("BOT_DB", "~/bot.sqlite3", "bot_db", Path.home() / "bot.sqlite3"),
        ("BOT_ADMINS", "12", "bot_admins", frozenset({12})),
        ("WEBHOOK_LISTEN", "0.0.0.0:80", "webhook_listen", ("0.0.0.0", 80)),
        ("WEBHOOK_LISTEN", " [::1]:8443 ", "webhook_listen", ("::1", 8443)),
        ("HEALTH_LISTEN", ":8080", "health_listen", ("", 8080)),
        ("HEALTH_LISTEN", "bot.local:65535", "health_listen", ("bot.local", 65535)),
        ("BOT_ADMINS", " 12, 34 ,12,", "bot_admins", frozenset({12, 34})),
        ("READER_FOR", "all", "reader_for", "all"),
        ("READER_SECONDS", "2.5", "reader_seconds", 2.5),
        ("READER_DAILY", "0", "reader_daily", 0),
        ("READER_CA", "/etc/ssl/office.pem", "reader_ca", Path("/etc/ssl/office.pem")),
        ("READER_PROXY", "socks5://10.0.0.1:1080", "reader_proxy", "socks5://10.0.0.1:1080"),
    ],
)
def test_a_good_value_is_taken(variable: str, value: str, field: str, expected: object) -> None:
    assert getattr(load_settings({variable: value}), field) == expected


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        *[("TELEGRAM_BOT_TOKEN", bad) for bad in ("secret", "123:", "abc:def", "1:a b", "1:a/b", "bot1:a")],
        *[
            ("TELEGRAM_API_URL", bad)
            for bad in ("api.telegram.org", "ftp://a", "http://", "http://a:x", "http://a?b=1")
        ],
        *[("TELEGRAM_API_URL", bad) for bad in ("http://a:99999", "http://[::1", "http://a b")],
        *[("HEALTH_LISTEN", bad) for bad in ("8080", "a:", "a:0", "a:65536", "::1:80", "http://a:80", "a b:80", "a:٣")],
        *[("WEBHOOK_SECRET", bad) for bad in ("short", "with spaces in the middle", "đủ-dài-nhưng-có-dấu", "a" * 257)],
        *[("WEBHOOK_URL", bad) for bad in ("bot.example.vn", "https://", HOOK, f"{HOOK}?a=b")],
        *[("TELEGRAM_PROXY", bad) for bad in ("proxy:3128", "socks4://a", "socks5://")],
        *[
            ("READER_URL", bad)
            for bad in (
                "llm:8000/v1",
                "ftp://llm/v1",
                "https://",
                "https://key@llm/v1",
                "http://llm/v1",
                "https://a/v1?b=c",
            )
        ],
        *[("READER_KEY", bad) for bad in ("two words", "khóa")],
        *[("READER_FOR", bad) for bad in ("yes", "Unsure!")],
        *[("READER_SECONDS", bad) for bad in ("0", "-1", "61", "eight", "nan")],
        *[("READER_DAILY", bad) for bad in ("-1", "1.5", "many")],
        *[("READER_PROXY", bad) for bad in ("proxy:3128", "socks4://a")],
        *[("BOT_ADMINS", bad) for bad in ("an", "1;2", "-5", "1.5", "[1]", "٣")],
        *[("BOT_DB", str(DOCUMENTS / bad)) for bad in ("", "bot.sqlite3", "decisions/../bot.sqlite3")],
    ],
)
def test_a_malformed_value_is_refused_by_its_name_and_never_repeated(variable: str, value: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({variable: value})
    complaint = str(caught.value).splitlines()
    assert [line.split()[0] for line in complaint[1:-1]] == [variable]
    assert f" {value} " not in str(caught.value).replace("\n", " ")


def test_one_message_names_every_malformed_variable() -> None:
    bad = {"TELEGRAM_BOT_TOKEN": "hidden!", "TELEGRAM_API_URL": "x", "BOT_ADMINS": "y", "BOT_CLOCK_FILE": "/tmp/clock"}
    with pytest.raises(SettingsError) as caught:
        load_settings(bad)
    assert all(name in str(caught.value) for name in ("TELEGRAM_BOT_TOKEN", "TELEGRAM_API_URL", "BOT_ADMINS"))
    assert "hidden!" not in str(caught.value)


def test_a_webhook_is_taken_only_with_its_secret() -> None:
    assert load_settings({"WEBHOOK_URL": HOOK, "WEBHOOK_SECRET": SECRET}).webhook_url == HOOK
    with pytest.raises(SettingsError, match="WEBHOOK_SECRET"):
        load_settings({"WEBHOOK_URL": HOOK})
    assert load_settings({"WEBHOOK_SECRET": SECRET}).webhook_url is None


@pytest.mark.parametrize(
    ("url", "token", "accepted"),
    [
        (LOCAL, TOKEN, True),
        ("http://127.8.9.10", TOKEN, True),
        ("http://localhost:8081", TOKEN, True),
        ("http://[::1]:8081", TOKEN, True),
        (LOCAL, "", True),
        ("", "", True),  # neither token nor address: only the playground can follow
        ("", TOKEN, False),
        ("https://api.telegram.org/", TOKEN, False),
        ("http://127.0.0.1.example.vn", "", False),
        ("http://10.0.0.5:8081", TOKEN, False),
        ("http://0.0.0.0:8081", TOKEN, False),
        ("", "malformed", False),
    ],
)
def test_a_clock_file_is_taken_only_where_no_real_person_is_reached(url: str, token: str, accepted: bool) -> None:
    env = {"TELEGRAM_API_URL": url, "TELEGRAM_BOT_TOKEN": token, "BOT_CLOCK_FILE": "/tmp/clock"}
    if accepted:
        assert load_settings(env).bot_clock_file == Path("/tmp/clock")
    else:
        with pytest.raises(SettingsError, match="BOT_CLOCK_FILE"):
            load_settings(env)


def test_addresses_are_built_as_python_telegram_bot_wants_them() -> None:
    settings = load_settings({"TELEGRAM_API_URL": f"{LOCAL}/"})
    assert settings.base_url == f"{LOCAL}/bot"
    assert settings.base_file_url == f"{LOCAL}/file/bot"
    assert settings.is_loopback
    assert not load_settings({}).is_loopback


def test_neither_the_token_nor_the_proxys_password_is_ever_shown() -> None:
    given = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_PROXY": "http://user:pw-secret@proxy:3128"}
    settings = load_settings(given | {"WEBHOOK_URL": HOOK, "WEBHOOK_SECRET": SECRET})
    shown = repr(settings) + str(settings)
    assert not [hidden for hidden in ("secret_part", "pw-secret", SECRET, HOOK) if hidden in shown]
    assert settings.telegram_bot_token is not None
    assert settings.telegram_bot_token.get_secret_value() == TOKEN


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        load_settings({}).bot_db = Path("elsewhere")  # type: ignore[misc]  # the refusal is what is tested


def test_the_environment_wins_over_the_env_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    Path(".env").write_text(f"TELEGRAM_BOT_TOKEN={TOKEN}\nBOT_ADMINS=1,2\nUNKNOWN=x\n", encoding="utf-8")
    monkeypatch.setenv("BOT_ADMINS", "3")
    monkeypatch.setenv("TELEGRAM_API_URL", LOCAL)
    settings = load_settings()
    assert settings.telegram_bot_token is not None
    assert settings.bot_admins == {3}
    assert settings.is_loopback
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "")
    assert load_settings().telegram_bot_token is None
    Path(".env").write_bytes(b"BOT_DB=\xff\xfe")
    with pytest.raises(SettingsError, match=r"\.env"):
        load_settings()


def test_a_model_reads_where_it_has_an_address_and_a_name_and_is_not_off() -> None:
    given = {"READER_URL": "https://llm.example.vn/v1/", "READER_MODEL": "qwen3", "READER_KEY": "of-the-office"}
    settings = load_settings(given)
    assert (settings.reader_url, settings.has_reader) == ("https://llm.example.vn/v1", True)
    assert "of-the-office" not in repr(settings)
    assert not load_settings(given | {"READER_FOR": "off"}).has_reader
    assert not load_settings({"READER_MODEL": "qwen3"}).has_reader


def test_an_address_of_a_model_without_its_name_is_told() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({"READER_URL": "https://llm.example.vn/v1", "READER_FOR": "sure"})
    assert "READER_URL cần có READER_MODEL" in str(caught.value)
    assert "READER_FOR phải là unsure, all hoặc off" in str(caught.value)
