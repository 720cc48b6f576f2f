# As ./Dockerfile, from Debian's packages.
FROM guiche/python:3.11
RUN apt-get update && apt-get install -y --no-install-recommends python3-venv && rm -rf /var/lib/apt/lists/*
# Again, since the installed package ca-certificates has written its own bundle.
COPY ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
ENV PIP_CERT=/etc/ssl/certs/ca-certificates.crt PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY images/python-build/make-venv /usr/local/bin/make-venv
RUN chmod 755 /usr/local/bin/make-venv
