FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    BOT_DB=/var/lib/bot/bot.sqlite3 \
    HEALTH_LISTEN=127.0.0.1:8677

RUN groupadd --gid 10001 bot && useradd --uid 10001 --gid bot --no-create-home --shell /usr/sbin/nologin bot
RUN install -d -o 10001 -g 10001 -m 0750 /var/lib/bot

WORKDIR /app
COPY requirements.lock ./
RUN python -m pip install --require-hashes --no-deps -q -r requirements.lock

COPY LICENSE bootstrap.py bot.py clock.py network.py settings.py ./
COPY data/ data/
COPY cli/ cli/
COPY conversation/ conversation/
COPY handlers/ handlers/
COPY kb/ kb/
COPY nlu/ nlu/
COPY playground/ playground/
COPY progress/ progress/
COPY reader/ reader/
COPY reports/ reports/
COPY scheduler/ scheduler/
COPY storage/ storage/
RUN python -m compileall -q .

USER 10001:10001
VOLUME /var/lib/bot
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=6s --start-period=30s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8677/health', timeout=5)"]
ENTRYPOINT ["python", "bot.py"]
CMD ["run"]
