# The one image of gameday in a cluster: the practice range's services, the runner, the reaper and the outpost.
FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
# The base image brings Node, so the optional dependencies (Node from npm, for machines without one) stay out.
# Behind a proxy that signs with a certificate of its own: `--secret id=ca,src=/etc/ssl/certs/ca-certificates.crt`; it stays out of the image.
RUN --mount=type=secret,id=ca,target=/run/secrets/ca NODE_EXTRA_CA_CERTS=/run/secrets/ca npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM node:24-bookworm-slim
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY . .
ENV NODE_ENV=production
# User `node` of the base image, by number: Kubernetes checks `runAsNonRoot` against a number only.
USER 1000:1000
ENTRYPOINT ["node", "/app/src/entry/gameday.ts"]
