import { input } from '@workaday/core';

/** How an action comes to its cluster. */
export const clusterInputs = {
  kubeconfig: input.secret({
    description: 'Kubeconfig of the deploying identity: its content, or a path.',
    example: '${{ secrets.KUBECONFIG }}',
  }),
  'oidc-audience': input.text({
    description:
      'Audience of the identity token that GitHub gives this job, for a cluster that trusts GitHub; the kubeconfig holds no credential then.',
    example: 'https://cluster.example.org',
  }),
} as const;

/** Why it did not, or was refused there. */
export const clusterReasons = {
  'no-kubeconfig': 'The kubeconfig is empty: the secret did not arrive. The message says how it does.',
  'bad-kubeconfig': 'The kubeconfig cannot be read.',
  'cluster-unreachable': 'The API server does not answer.',
  'cluster-untrusted': 'The API server’s certificate is not the kubeconfig’s.',
  unauthorized: 'The cluster does not accept the credential.',
  'no-namespace': 'The namespace does not exist; a person creates it once.',
  'cluster-error': 'The API server refused a request; the message says which and why.',
  'missing-right': 'The credential lacks a right; the message says what to add to its Role.',
} as const;
