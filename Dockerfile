# One image for every program of the service: `node src/bin/api.ts`, `worker.ts`, `codec-server.ts`,
# `prepare-temporal.ts`, `doctor.ts`, `simulator.ts`. Based on Debian, because Temporal's native code does not support musl.
FROM node:24.21.0-trixie-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# Skips install scripts: no dependency of the running service needs one.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund
COPY src ./src
# Bundles the workflows once, with the same SDK that will run them. A worker starts seconds sooner.
# Under `umask 077`, Git gives only its user access to the sources, and the programs run as another user.
RUN node src/bin/bundle.ts /app/workflows.js && chmod -R a+rX /app

FROM node:24.21.0-trixie-slim
# Certificates for Temporal's native client, which does not use Node's; tini, so that signals reach the program.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates tini \
    && rm -rf /var/lib/apt/lists/* \
    && install --directory --owner=node --group=node --mode=0700 /data
WORKDIR /app
COPY --from=build /app ./
# The two limits keep a worker below 500 MiB with 10,000 people who wait (bench/README.md): on garbage among new objects,
# and on the arenas in which native code fragments its memory.
ENV NODE_ENV=production \
    NODE_OPTIONS=--max-semi-space-size=8 \
    MALLOC_ARENA_MAX=2 \
    ONBOARDING_WORKFLOW_BUNDLE=/app/workflows.js \
    ONBOARDING_DATA_DIR=/data
USER node
EXPOSE 3000 8234
ENTRYPOINT ["tini", "--"]
CMD ["node", "src/bin/api.ts"]
