/** Why a rollout does not get on, each with what to do about it: a closed list. */
export const rolloutAdvice = {
  'image-not-found':
    'Check the name and digest of the image, and that it was pushed to this registry for the platform of the nodes.',
  'image-denied':
    'Check the name of the image, and that the imagePullSecret of the pod or of its ServiceAccount may read this repository.',
  'image-rate-limit':
    'The registry limits anonymous or frequent pulls: pull with a credential, or from a registry or mirror of your own.',
  'image-pull':
    'Look at the registry: it must answer the nodes, by this name and with a certificate that they trust.',
  'config-error':
    'Create the ConfigMap, Secret or key that the container refers to, or correct the reference; a security setting that the image does not fit is named in the message.',
  'container-error':
    'Check the command and the arguments of the container, that the program is in the image and executable, and that the image is built for the platform of the nodes.',
  crash:
    'Read the last lines of the log; if they say nothing, run the image with the same command and environment locally.',
  'init-crash':
    'Read the last lines of the log of the init container: the pod starts only after it has ended well.',
  'killed-by-probe':
    'The program runs, but its liveness or startup probe fails: correct path, port and scheme, or give it more time with a startupProbe.',
  'out-of-memory':
    'Raise resources.limits.memory of the container, or make the program need less (heap size, workers).',
  'wrong-probe':
    'The program answers, but not to this question: correct path, port, scheme or authentication of the probe.',
  'not-ready':
    'See what the readiness probe asks and why the program does not answer it yet; if it only needs longer, raise the timeout.',
  unschedulable:
    'Lower the requests, correct nodeSelector, affinity or tolerations, or ask for more nodes; the message counts the nodes by what keeps them off.',
  'volume-error':
    'Create the Secret, ConfigMap or claim that the volume names; for a claim check its storage class and what its provisioner says.',
  'pod-network':
    'The node could not set up the network of the pod: a matter of the cluster (network plugin, free addresses).',
  'node-lost': 'A node does not answer: a matter of the cluster. Its pods move once it is back or removed.',
  evicted:
    'The node removed the pods again and again: set requests and limits for memory and ephemeral storage that hold.',
  quota:
    'Ask for a larger quota of the namespace, lower the requests, or lower maxSurge so that old pods give way first.',
  admission:
    'Change the pod template so that the rule that is named allows it, or have the rule changed by who owns the cluster.',
  'pod-creation':
    'The cluster could not make the pods for a reason of its own, often a webhook that does not answer: see the message.',
  'no-namespace':
    'The namespace is being removed: a person makes it again before anything is deployed to it.',
  paused: 'Run `kubectl rollout resume` for the Deployment, or remove `paused: true` from the manifest.',
  overwritten:
    'Find who else writes this object (an operator, another pipeline, a person): only one may choose its image.',
  blocked: 'Delete the pod that is named: its controller waits for it before it replaces any other.',
  'progress-deadline':
    'See events and log for what holds the pods up; if they only need longer, raise progressDeadlineSeconds.',
  'job-failed':
    'Read the log of the last pod; correct the cause, and deploy again: a changed Job gets a new name and runs anew.',
  'pod-failed': 'Read the log of the pod; nothing restarts a bare Pod, a Deployment or Job would.',
  gone: 'Find who deletes objects of this app (another pipeline, an operator, a person), then deploy again.',
  timeout:
    'See the state of the pods and the events; if nothing is wrong and it only needs longer, raise the timeout.',
} as const;

export type RolloutReason = keyof typeof rolloutAdvice;

/** When several things are wrong, the one that comes first here says the most about the cause. */
const byWeight = Object.keys(rolloutAdvice) as RolloutReason[];

export function weightOf(reason: RolloutReason): number {
  return byWeight.indexOf(reason);
}
