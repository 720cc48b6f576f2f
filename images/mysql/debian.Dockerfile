# Stands in for the official mysql image; Debian keeps MySQL in its current suite only.
FROM guiche/base:sid
RUN apt-get update && apt-get install -y --no-install-recommends mysql-server-core mysql-client-core libjemalloc2 \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /usr/bin/mysqlslap /usr/lib/mysql/plugin/*group_replication* \
 && groupadd -g 999 mysql && useradd -u 999 -g 999 -M -d /var/lib/mysql mysql \
 && install -d -o 999 -g 999 -m 750 /var/lib/mysql && install -d -m 1777 /run/mysqld
COPY images/mysql/docker-entrypoint.sh /usr/local/bin/docker-entrypoint.sh
RUN chmod 755 /usr/local/bin/docker-entrypoint.sh
USER 999:999
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["mysqld"]
EXPOSE 3306
