import type { Service } from './service.ts';

/** The Deployment of a service, which passes the restricted Pod Security Standard. */
export function deploymentText({ name, run }: Service): string {
  const port = run.setsPort ? `          env: [{ name: PORT, value: '${run.port}' }]\n` : '';
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  replicas: 2 # one serves while the other is replaced, or loses its node
  selector:
    matchLabels: { app: ${name} }
  strategy:
    rollingUpdate: { maxUnavailable: 0, maxSurge: 1 }
  template:
    metadata:
      labels: { app: ${name} }
    spec:
      automountServiceAccountToken: false # the app does not speak to the cluster
      terminationGracePeriodSeconds: 30
      securityContext:
        runAsNonRoot: true
        runAsUser: ${run.user}
        seccompProfile: { type: RuntimeDefault }
      containers:
        - name: ${name}
          image: ${name} # the deploy puts the digest in its place
          ports: [{ name: http, containerPort: ${run.port} }]
${port}          startupProbe: # a minute to start; until then nobody is sent here
            httpGet: { path: ${run.probe}, port: http }
            periodSeconds: 1
            failureThreshold: 60
          readinessProbe:
            httpGet: { path: ${run.probe}, port: http }
            periodSeconds: 5
          lifecycle:
            preStop: { sleep: { seconds: 5 } } # the routes are gone before the app hears SIGTERM
          volumeMounts: [{ name: tmp, mountPath: /tmp }]
          resources: # a guess to begin with; look at what it uses, and correct it
            requests: { cpu: 50m, memory: ${run.memory.request} }
            limits: { memory: ${run.memory.limit} }
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: { drop: [ALL] }
      volumes:
        - name: tmp # the one folder that it may write to; gone with the pod
          emptyDir: {}
`;
}

export const deploymentWhy: readonly string[] = [
  'Two replicas, one more during a rollout and none less: no request is lost to a deploy, nor to a node that goes.',
  'Nobody is sent to a pod that is not ready; a pod that stops first leaves the routes (preStop), then hears SIGTERM, then has the rest of 30 seconds.',
  'No root, no more rights, a read-only file system but for /tmp: what the restricted Pod Security Standard asks for.',
  'Requests and a memory limit, so that the scheduler knows what it places; no CPU limit, which would only slow it down.',
];

/** The Service in front of it. */
export function serviceText({ name }: Service): string {
  return `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  selector: { app: ${name} }
  ports: [{ name: http, port: 80, targetPort: http }]
`;
}

export const serviceWhy = [
  'Reachable inside the cluster as port 80. Users come by an Ingress, which depends on your cluster: add it here, and name its address in the variable WORKADAY_URL.',
];
