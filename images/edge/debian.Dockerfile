# Caddy with one static configuration: tenants come and go without a reload.
FROM guiche/base:bookworm
RUN apt-get update && apt-get install -y --no-install-recommends caddy && rm -rf /var/lib/apt/lists/* /var/cache/apt/*
COPY templates/edge/Caddyfile templates/edge/Caddyfile.tls templates/edge/routes /etc/caddy/
ENV XDG_CONFIG_HOME=/tmp XDG_DATA_HOME=/tmp
RUN install -d -o 10001 -g 10001 /hosts /certificates
USER 10001:10001
CMD ["caddy", "run", "--config", "/etc/caddy/Caddyfile"]
