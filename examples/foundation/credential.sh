#!/bin/sh
# Prints a kubeconfig for the deployer of one namespace, for the secret KUBECONFIG of a GitHub environment.
# usage: sh credential.sh NAMESPACE [DURATION, 2160h by default]
set -eu
namespace=${1:?usage: sh credential.sh NAMESPACE [DURATION]}
cluster() { kubectl config view --minify --flatten --raw --output "jsonpath={.clusters[0].cluster.$1}"; }
server=$(cluster server)
authority=$(cluster certificate-authority-data)
token=$(kubectl create token deployer --namespace "$namespace" --duration "${2:-2160h}")
cat <<KUBECONFIG
apiVersion: v1
kind: Config
current-context: deployer
clusters:
  - name: cluster
    cluster: { server: "$server", certificate-authority-data: "$authority" }
users:
  - name: deployer
    user: { token: "$token" }
contexts:
  - name: deployer
    context: { cluster: cluster, user: deployer, namespace: "$namespace" }
KUBECONFIG
