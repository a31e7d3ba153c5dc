import { Failure } from '@workaday/core';

export function noKubeconfig(): Failure {
  return new Failure({
    reason: 'no-kubeconfig',
    what: 'the input kubeconfig is empty: there is no credential for the cluster',
    why:
      'A secret of a GitHub environment arrives only when the job names that environment and the caller of a ' +
      'reusable workflow passes the secret by the same name; when either is missing it is silently empty.',
    next:
      "Create the secret KUBECONFIG in the GitHub environment, write `secrets: { KUBECONFIG: '${{ secrets.KUBECONFIG }}' }` " +
      'in the calling workflow, and `environment: NAME` in the job that deploys. On a runner inside the cluster, ' +
      '`in-cluster` as the kubeconfig uses the ServiceAccount of its pod.',
  });
}

/** @param problems each a sentence about the kubeconfig, without anything secret of it */
export function badKubeconfig(problems: readonly string[], cause?: unknown): Failure {
  const [only] = problems;
  return new Failure({
    reason: 'bad-kubeconfig',
    what: `the kubeconfig is not usable: ${problems.length === 1 ? only : `${problems.length} problems`}`,
    why: 'Its content is not shown, because it is a credential.',
    next: 'Put the whole output of `kubectl config view --raw --minify --flatten` of the deploying identity into the secret.',
    ...(problems.length > 1 ? { problems: problems.map((what) => ({ what })) } : {}),
    cause,
  });
}

export function notInCluster(missing: string): Failure {
  return new Failure({
    reason: 'bad-kubeconfig',
    what: `the kubeconfig is \`in-cluster\`, but this job runs in no pod with a ServiceAccount: ${missing}`,
    why: 'A pod has the address of the API server in its environment and its credential in a folder, unless automountServiceAccountToken is false.',
    next: 'Run the job on a runner that is a pod of the cluster with a mounted ServiceAccount token, or give the kubeconfig of a ServiceAccount.',
  });
}

export function credentialBesideAudience(user: string): Failure {
  return new Failure({
    reason: 'bad-kubeconfig',
    what: `the kubeconfig's user ${JSON.stringify(user)} holds a credential, though oidc-audience asks for GitHub's identity token`,
    why: 'Only one of them can be sent, and which one would be a guess.',
    next: 'Leave only cluster and context in the kubeconfig (it is no secret then, and may be a file of the repository), or remove the input oidc-audience.',
  });
}
