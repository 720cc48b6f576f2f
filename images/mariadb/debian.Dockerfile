# Stands in for the official mariadb image.
FROM guiche/base:bookworm
RUN apt-get update && apt-get install -y --no-install-recommends mariadb-server-core mariadb-client tzdata \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /etc/mysql/mariadb.conf.d/* \
 && (getent group mysql || groupadd -g 999 mysql) && (id mysql || useradd -u 999 -g 999 -M -d /var/lib/mysql mysql) \
 && install -d -o 999 -g 999 -m 750 /var/lib/mysql && install -d -m 1777 /run/mysqld
COPY images/mariadb/docker-entrypoint.sh /usr/local/bin/docker-entrypoint.sh
RUN chmod 755 /usr/local/bin/docker-entrypoint.sh
USER 999:999
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["mariadbd"]
EXPOSE 3306
