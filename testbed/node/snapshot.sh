#!/bin/bash
# snapshot.sh NAME: keeps a copy of the cluster's state as it is now, for reset.sh. The API server answers errors for about a second.
set -euo pipefail
state=/var/lib/kubernetes
trap 'rm -f /run/clusterpivot/hold' EXIT
touch /run/clusterpivot/hold
etcd=$(cat /run/clusterpivot/etcd.pid)
kill -TERM "$etcd"
while kill -0 "$etcd" 2>/dev/null; do sleep 0.05; done
rm -rf "$state/etcd.$1"
cp -a "$state/etcd" "$state/etcd.$1"
echo "$1" > "$state/current"
