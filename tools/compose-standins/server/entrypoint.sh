#!/bin/sh
# The official entrypoint also finds the addresses that docker-compose.yml sets.
exec temporal-server start
