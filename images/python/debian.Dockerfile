# As ./Dockerfile, from Debian's packages.
FROM guiche/base:bookworm
RUN apt-get update && apt-get install -y --no-install-recommends python3 tzdata \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* \
 && groupadd -g 10001 guiche && useradd -u 10001 -g 10001 -M -d /app guiche
COPY images/python/probe images/python/alive /usr/local/bin/
RUN chmod 755 /usr/local/bin/probe /usr/local/bin/alive
