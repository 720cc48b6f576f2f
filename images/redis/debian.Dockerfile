# Stands in for the official redis image.
FROM guiche/base:bookworm
RUN apt-get update && apt-get install -y --no-install-recommends redis-server tzdata \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* \
 && userdel redis && groupadd -g 999 redis && useradd -u 999 -g 999 -M -d /data redis \
 && install -d -o 999 -g 999 /data
WORKDIR /data
USER 999:999
CMD ["redis-server"]
EXPOSE 6379
