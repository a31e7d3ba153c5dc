#!/bin/sh
# Prints a kubeconfig for an account of one namespace, for the secret KUBECONFIG of a GitHub environment.
# usage: sh credential.sh NAMESPACE [DURATION, 2160h by default] [ACCOUNT, deployer by default]
set -eu
namespace=${1:?usage: sh credential.sh NAMESPACE [DURATION] [ACCOUNT]}
account=${3:-deployer}
cluster() { kubectl config view --minify --flatten --raw --output "jsonpath={.clusters[0].cluster.$1}"; }
server=$(cluster server)
authority=$(cluster certificate-authority-data)
token=$(kubectl create token "$account" --namespace "$namespace" --duration "${2:-2160h}")
cat <<KUBECONFIG
apiVersion: v1
kind: Config
current-context: $account
clusters:
  - name: cluster
    cluster: { server: "$server", certificate-authority-data: "$authority" }
users:
  - name: $account
    user: { token: "$token" }
contexts:
  - name: $account
    context: { cluster: cluster, user: $account, namespace: "$namespace" }
KUBECONFIG
