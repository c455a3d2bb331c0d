#!/bin/bash
# reset.sh NAME: brings the cluster back to the state that snapshot.sh kept under NAME. Everything that runs is killed, as in a
# power cut, the state is put back, and everything starts again from it. Images stay.
set -euo pipefail
state=/var/lib/kubernetes
[ -d "$state/etcd.$1" ] || { echo "no state $1 was kept: run snapshot.sh first" >&2; exit 3; }
trap 'rm -f /run/clusterpivot/hold' EXIT
touch /run/clusterpivot/hold
for name in kubelet kube-controller-manager kube-scheduler kube-proxy kube-apiserver etcd; do
  pid=$(cat "/run/clusterpivot/$name.pid" 2>/dev/null) || continue
  kill -KILL "$pid" 2>/dev/null || true
  while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
done
for task in $(ctr --namespace k8s.io tasks list --quiet); do
  ctr --namespace k8s.io tasks kill --signal SIGKILL "$task" >/dev/null 2>&1 || true
done
# keepalived was killed, too, and has left the endpoint's address behind.
ip -4 -o address show dev ironicendpoint | awk '$4 ~ "/32$" {print $4}' | xargs --no-run-if-empty --replace ip address delete {} dev ironicendpoint
rm -rf "$state/etcd"
cp -a "$state/etcd.$1" "$state/etcd"
rm -f /var/log/kubernetes/audit*.log
echo "$1" > "$state/current"
