#!/bin/bash
# What every node of a cluster does, whatever runs in it. Sourced by the scripts that a node starts with.
# CLUSTER_NAME (of the node), PROVISIONING_ADDRESS and NODE_ADDRESS_INTERFACE come from the container's environment.
set -euo pipefail

export STATE=/var/lib/kubernetes LOGS=/var/log/kubernetes
pki=$STATE/pki
mkdir -p "$pki" "$LOGS" /etc/cni/net.d /opt/cni /run/clusterpivot
address=$(ip -4 -o address show dev "${NODE_ADDRESS_INTERFACE:-eth0}" | awk '{sub("/.*", "", $4); print $4; exit}')

# As Metal3's nodes have it: a bridge on the provisioning NIC carries the node's static address there, and later the
# endpoint's. A restarted container gets its NIC anew.
make_provisioning_bridge() {
  local nic prefix
  read -r nic prefix < <(ip -4 -o address show to "$PROVISIONING_ADDRESS" | awk '{print $2, $4}')
  ip link add ironicendpoint type bridge
  ip link set "$nic" master ironicendpoint
  ip address delete "$prefix" dev "$nic"
  ip address add "$prefix" dev ironicendpoint
  ip link set ironicendpoint up
}

# The kubelets of all nodes see the host's cgroup tree: each gets a branch of its own.
make_cgroups() {
  local branch=clusterpivot-$CLUSTER_NAME root=/sys/fs/cgroup controller
  if [ -f $root/cgroup.controllers ]; then
    for controller in $(cat $root/cgroup.controllers); do echo "+$controller" > $root/cgroup.subtree_control 2>/dev/null || true; done
    mkdir -p $root/$branch
    return
  fi
  for controller in cpu cpuacct cpuset memory devices freezer blkio pids hugetlb perf_event net_cls net_prio systemd; do
    [ -d $root/$controller ] && mkdir -p "$root/$controller/$branch"
  done
  cat $root/cpuset/cpuset.cpus > "$root/cpuset/$branch/cpuset.cpus"
  cat $root/cpuset/cpuset.mems > "$root/cpuset/$branch/cpuset.mems"
}

# keep NAME COMMAND...: runs it for ever. While /run/clusterpivot/hold exists nothing is started (see snapshot.sh).
keep() {
  local name=$1; shift
  (
    while true; do
      while [ -e /run/clusterpivot/hold ]; do sleep 0.1; done
      "$@" >> "$LOGS/$name.log" 2>&1 &
      echo $! > "/run/clusterpivot/$name.pid"
      wait $! || true
      rm -f "/run/clusterpivot/$name.pid"
      sleep 0.3
    done
  ) &
}

wait_for() {
  local tries
  for tries in $(seq 600); do "$@" >/dev/null 2>&1 && return; sleep 0.1; done
  echo "gave up waiting for: $*"; exit 1
}

# Nothing of a node outlives it: not its Pods, not the branch in the host's cgroup tree.
stop() {
  touch /run/clusterpivot/hold
  kill -KILL -1 2>/dev/null || true
  sleep 0.2
  find /sys/fs/cgroup -depth -type d -path "/sys/fs/cgroup/*clusterpivot-$CLUSTER_NAME*" -exec rmdir {} + 2>/dev/null || true
  exit 0
}
trap stop TERM INT

mount --make-rshared /
# Without the kernel's log device the kubelet does not start; on an empty one it only misses out-of-memory reports.
[ -e /dev/kmsg ] || ln -s /dev/null /dev/kmsg
ln -sfn /usr/lib/cni /opt/cni/bin
