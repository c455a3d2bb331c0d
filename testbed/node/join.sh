#!/bin/bash
# One more node of a cluster that runs already. The cluster's CA and the identities of kubelet and kube-proxy lie in $STATE.
# POD_SUBNET comes from the container's environment.
set -euo pipefail
. node.sh
kubeconfig=$STATE/kubelet.kubeconfig

make_cgroups
make_provisioning_bridge

keep containerd containerd
keep kube-proxy kube-proxy --kubeconfig="$STATE/proxy.kubeconfig" --hostname-override="$CLUSTER_NAME" \
  --cluster-cidr="$POD_SUBNET" --proxy-mode=iptables --conntrack-max-per-core=0
wait_for ctr version
wait_for ctr --namespace k8s.io images import /var/lib/clusterpivot/pause.tar
# Only what tolerates it comes here: there is no network between the Pods of two nodes. Providers tolerate the usual taint.
keep kubelet kubelet --config=/etc/kubernetes/kubelet.yaml --kubeconfig="$kubeconfig" --hostname-override="$CLUSTER_NAME" \
  --node-ip="$address" --register-with-taints=clusterpivot.local/second-node:NoSchedule
wait_for kubectl --kubeconfig "$kubeconfig" wait --for=condition=Ready "node/$CLUSTER_NAME" --timeout=60s
echo "node $CLUSTER_NAME is Ready at https://$address:6443"

while true; do sleep 86400 & wait $! || true; done
