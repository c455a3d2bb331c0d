# Two images: `docker build --target operator .` and `docker build --target probe .`. `npm run build` makes what is copied.
# Neither needs a shell, a package manager, a writable root file system or root when it runs.

# Node 24 as `node` in /nodejs/bin, /usr/local/bin or /usr/bin; nothing else, so that a distroless image does as well.
ARG BASE_IMAGE=node:24-bookworm-slim
# Debian with Node 24. The tools that it lacks are installed; one that has all of them needs no package mirror.
ARG PROBE_BASE_IMAGE=node:24-bookworm-slim

# The probe. For a host outside of any cluster:
#   docker run --rm --network host IMAGE --once --address 172.22.0.2 --interface ironicendpoint
FROM ${PROBE_BASE_IMAGE} AS probe
USER 0:0
RUN if ! { command -v ip && command -v arping && command -v tcpdump && command -v ndisc6 && command -v setcap; }; then \
      apt-get update && apt-get install --yes --no-install-recommends iproute2 arping tcpdump ndisc6 libcap2-bin \
      && rm -rf /var/lib/apt/lists/*; \
    fi
# The three tools that put raw packets on the wire may do so for a user without any other right; the probe itself can't.
RUN setcap cap_net_raw=ep "$(command -v arping)" && setcap cap_net_raw=ep "$(command -v tcpdump)" \
 && chmod u-s "$(command -v ndisc6)" && setcap cap_net_raw=ep "$(command -v ndisc6)"
COPY dist/probe.mjs /app/
ENV NODE_ENV=production PATH=/nodejs/bin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
USER 65532:65532
# A small heap: what a round leaves behind is little, and collected while it is young.
ENTRYPOINT ["node", "--max-semi-space-size=1", "--max-old-space-size=32", "/app/probe.mjs"]
ARG VERSION=dev
ARG REVISION=unknown
ARG SOURCE=unknown
LABEL org.opencontainers.image.title="ClusterPivot probe" \
      org.opencontainers.image.description="Tells who holds and serves the endpoint of Ironic" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.source="${SOURCE}" \
      org.opencontainers.image.licenses="Apache-2.0"

# The operator, its mover, recover and hooks, and clusterctl.
FROM ${BASE_IMAGE} AS operator
COPY dist/operator.mjs dist/mover.mjs dist/recover.mjs dist/hooks.mjs /app/
COPY dist/clusterctl /usr/local/bin/clusterctl
# A library of a library still loads Node's own punycode, and every start would say so.
ENV NODE_ENV=production NODE_OPTIONS=--disable-warning=DEP0040 PATH=/nodejs/bin:/usr/local/bin:/usr/bin:/bin
USER 65532:65532
ENTRYPOINT ["node", "/app/operator.mjs"]
ARG VERSION=dev
ARG REVISION=unknown
ARG SOURCE=unknown
LABEL org.opencontainers.image.title="ClusterPivot" \
      org.opencontainers.image.description="Hands Metal3 and Cluster API management clusters over to themselves" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.source="${SOURCE}" \
      org.opencontainers.image.licenses="Apache-2.0"
