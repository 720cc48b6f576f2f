# Only a place to copy /usr/bin/restic from. Debian's stable release has 0.14; the current one needs nothing but libc.
FROM guiche/base:sid
RUN apt-get update && apt-get install -y --no-install-recommends restic && rm -rf /var/lib/apt/lists/*
