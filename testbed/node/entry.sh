#!/bin/bash
# A one-node Kubernetes cluster: every component is a child of this script and is started again when it ends.
# POD_SUBNET comes from the container's environment.
set -euo pipefail
. node.sh

make_authority() {
  [ -f "$pki/ca.crt" ] && return
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj "/CN=$CLUSTER_NAME-ca" \
    -addext keyUsage=critical,keyCertSign,cRLSign -keyout "$pki/ca.key" -out "$pki/ca.crt"
  openssl genrsa -out "$pki/service-account.key" 2048
  openssl rsa -in "$pki/service-account.key" -pubout -out "$pki/service-account.pub"
}

# issue NAME SUBJECT USAGE [SAN]
issue() {
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "$2" -keyout "$pki/$1.key" -out "$pki/$1.csr"
  openssl x509 -req -in "$pki/$1.csr" -CA "$pki/ca.crt" -CAkey "$pki/ca.key" -CAcreateserial -days 3650 -out "$pki/$1.crt" \
    -extfile <(printf 'extendedKeyUsage=%s\n' "$3"; [ -z "${4:-}" ] || printf 'subjectAltName=%s\n' "$4")
}

make_certificates() {
  local names="DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.cluster.local"
  issue apiserver "/CN=kube-apiserver" serverAuth \
    "$names,DNS:localhost,DNS:$CLUSTER_NAME,IP:127.0.0.1,IP:10.96.0.1,IP:$address"
  issue kubelet-client "/O=system:masters/CN=kube-apiserver-kubelet-client" clientAuth
}

# Every component has an identity of its own, so that the audit log tells who did what.
tokens=$STATE/tokens.csv
# identity FILE USER [GROUP] [SERVER]
identity() {
  local token; token=$(openssl rand -hex 16)
  echo "$token,$2,$2,\"${3:-}\"" >> "$tokens"
  cat > "$STATE/$1.kubeconfig" <<CONFIG
apiVersion: v1
kind: Config
clusters:
  - name: $CLUSTER_NAME
    cluster:
      server: ${4:-https://127.0.0.1:6443}
      certificate-authority-data: $(base64 -w0 "$pki/ca.crt")
users:
  - name: $2
    user:
      token: $token
contexts:
  - name: $CLUSTER_NAME
    context:
      cluster: $CLUSTER_NAME
      user: $2
current-context: $CLUSTER_NAME
CONFIG
}

make_identities() {
  [ -f "$tokens" ] && return
  identity admin kubernetes-admin system:masters "https://$address:6443"
  identity node-admin testbed-node system:masters
  identity controller-manager system:kube-controller-manager
  identity scheduler system:kube-scheduler
  identity proxy system:kube-proxy
  identity kubelet "system:node:$CLUSTER_NAME" system:nodes
  # For a second node, should one join (see join.sh).
  identity second-kubelet "system:node:$CLUSTER_NAME-2" system:nodes "https://$address:6443"
  identity second-proxy system:kube-proxy "" "https://$address:6443"
}

make_authority 2> "$LOGS/pki.log" >&2; make_certificates 2>> "$LOGS/pki.log" >&2; make_identities
make_cgroups
make_provisioning_bridge

keep etcd etcd --data-dir "$STATE/etcd" --unsafe-no-fsync --auto-compaction-retention=1h
keep containerd containerd
keep kube-apiserver kube-apiserver --etcd-servers=http://127.0.0.1:2379 --secure-port=6443 --bind-address=0.0.0.0 \
  --advertise-address="$address" --client-ca-file="$pki/ca.crt" --tls-cert-file="$pki/apiserver.crt" \
  --tls-private-key-file="$pki/apiserver.key" --kubelet-client-certificate="$pki/kubelet-client.crt" \
  --kubelet-client-key="$pki/kubelet-client.key" --kubelet-preferred-address-types=InternalIP \
  --service-account-key-file="$pki/service-account.pub" --service-account-signing-key-file="$pki/service-account.key" \
  --service-account-issuer=https://kubernetes.default.svc --token-auth-file="$tokens" --authorization-mode=Node,RBAC \
  --service-cluster-ip-range=10.96.0.0/24 --allow-privileged=true --disable-admission-plugins=TaintNodesByCondition \
  --audit-policy-file=/etc/kubernetes/audit-policy.yaml --audit-log-path="$LOGS/audit.log" --audit-log-mode=blocking \
  --audit-log-maxsize=4096 --max-requests-inflight=800 --max-mutating-requests-inflight=400
wait_for kubectl --kubeconfig "$STATE/node-admin.kubeconfig" get --raw /readyz
keep kube-controller-manager kube-controller-manager --kubeconfig="$STATE/controller-manager.kubeconfig" \
  --authentication-kubeconfig="$STATE/controller-manager.kubeconfig" --authorization-kubeconfig="$STATE/controller-manager.kubeconfig" \
  --service-account-private-key-file="$pki/service-account.key" --root-ca-file="$pki/ca.crt" --leader-elect=false \
  --use-service-account-credentials=true --controllers='*,-node-lifecycle-controller'
keep kube-scheduler kube-scheduler --kubeconfig="$STATE/scheduler.kubeconfig" --leader-elect=false \
  --authentication-kubeconfig="$STATE/scheduler.kubeconfig" --authorization-kubeconfig="$STATE/scheduler.kubeconfig"
keep kube-proxy kube-proxy --kubeconfig="$STATE/proxy.kubeconfig" --hostname-override="$CLUSTER_NAME" \
  --cluster-cidr="$POD_SUBNET" --proxy-mode=iptables --conntrack-max-per-core=0
wait_for ctr version
wait_for ctr --namespace k8s.io images import /var/lib/clusterpivot/pause.tar
keep kubelet kubelet --config=/etc/kubernetes/kubelet.yaml --kubeconfig="$STATE/kubelet.kubeconfig" \
  --hostname-override="$CLUSTER_NAME" --node-ip="$address"
wait_for kubectl --kubeconfig "$STATE/node-admin.kubeconfig" wait --for=condition=Ready "node/$CLUSTER_NAME" --timeout=60s
kubectl --kubeconfig "$STATE/node-admin.kubeconfig" label node "$CLUSTER_NAME" node-role.kubernetes.io/control-plane= > "$LOGS/label.log"
echo "node $CLUSTER_NAME is Ready at https://$address:6443"

while true; do sleep 86400 & wait $! || true; done
