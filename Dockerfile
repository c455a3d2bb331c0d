# The operator, its mover, recover and clusterctl in one image. `npm run build` makes what is copied. Needs of its base image only
# Node 24 as `node`; no shell, no package manager.
ARG BASE_IMAGE=node:24-bookworm-slim
FROM ${BASE_IMAGE} AS operator
COPY dist/operator.mjs dist/mover.mjs dist/recover.mjs /app/
COPY dist/clusterctl /usr/local/bin/clusterctl
# A library of a library still loads Node's own punycode, and every start would say so.
ENV NODE_ENV=production NODE_OPTIONS=--disable-warning=DEP0040
USER 65532:65532
ENTRYPOINT ["node", "/app/operator.mjs"]
