import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../src/manifests/object.ts';
import { isTerminating } from '../../src/plan/answer.ts';
import { conflictsIn } from '../../src/plan/conflict.ts';
import { standingOf } from '../../src/plan/managers.ts';
import { type RefusalKind, refusalsIn } from '../../src/plan/refusal.ts';
import { fitsNever } from '../../src/plan/trial-pod.ts';
import { ApiError } from '../../src/transport/api-error.ts';

const object: KubeObject = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: {} };
const answer = (status: number, message: string, causes: object[] = []) =>
  new ApiError(
    'PATCH /x',
    status,
    JSON.stringify({ kind: 'Status', message, reason: 'R', details: { causes } }),
  );
const refusals = (error: ApiError) => refusalsIn(error, { object, place: { file: 'a.yaml', line: 3 } });

/** Word for word as API servers said it. */
const said: [string, ApiError, [RefusalKind, string][]][] = [
  [
    'one unknown field',
    answer(
      500,
      'failed to create typed patch object (shop/web; apps/v1, Kind=Deployment): .spec.replicsa: field not declared in schema',
    ),
    [['unknown', 'Deployment/web: .spec.replicsa is no field of this kind']],
  ],
  [
    'several errors of types',
    answer(
      500,
      'failed to create typed patch object (/web; apps/v1, Kind=Deployment): errors:\n  .spec.template.spec.containers[name="web"].image: expected string, got &value.valueUnstructured{Value:1}\n  .spec.x: field not declared in schema',
    ),
    [
      [
        'invalid',
        'Deployment/web: .spec.template.spec.containers[name="web"].image: expected string, got &value.valueUnstructured{Value:1}',
      ],
      ['unknown', 'Deployment/web: .spec.x is no field of this kind'],
    ],
  ],
  [
    'unknown and repeated fields of a create',
    answer(
      400,
      'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.a", duplicate field "spec.b"',
    ),
    [
      ['unknown', 'Deployment/web: .spec.a is no field of this kind'],
      ['unknown', 'Deployment/web: .spec.b stands twice'],
    ],
  ],
  [
    'an immutable field with the whole value in it',
    answer(422, 'x', [
      {
        field: 'spec.template',
        message: `Invalid value: {"labels":{"a":"b"},"Spec":{"Volumes":null,"Containers":[{"Name":"a","Image":"${'y'.repeat(300)}"}]}}: field is immutable`,
      },
    ]),
    [['immutable', 'Deployment/web: spec.template: field is immutable']],
  ],
  [
    'a webhook that denies',
    answer(403, 'admission webhook "policy.example.dev" denied the request: no latest tags'),
    [
      [
        'admission',
        'Deployment/web: admission webhook "policy.example.dev" denied the request: no latest tags',
      ],
    ],
  ],
  [
    'a policy that denies',
    answer(
      422,
      `deployments.apps "web" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no`,
      [{ message: 'denied' }],
    ),
    [['admission', `Deployment/web: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no`]],
  ],
  [
    'a webhook that is silent',
    answer(
      500,
      'Internal error occurred: failed calling webhook "w.example.dev": failed to call webhook: Post "https://w.shop.svc:443/?timeout=10s": no endpoints available for service "w"',
    ),
    [
      [
        'webhook',
        'Deployment/web: Internal error occurred: failed calling webhook "w.example.dev": failed to call webhook: Post "https://w.shop.svc:443/?timeout=10s": no endpoints available for service "w"',
      ],
    ],
  ],
  [
    'a conversion that fails',
    answer(500, 'conversion webhook for example.dev/v1, Kind=Widget failed: Post "https://a": refused'),
    [
      [
        'conversion',
        'Deployment/web: conversion webhook for example.dev/v1, Kind=Widget failed: Post "https://a": refused',
      ],
    ],
  ],
  [
    'a full quota of objects',
    answer(
      403,
      'services "door" is forbidden: exceeded quota: q, requested: services=1, used: services=4, limited: services=4',
    ),
    [
      [
        'quota',
        'Deployment/web: exceeded quota: q, requested: services=1, used: services=4, limited: services=4',
      ],
    ],
  ],
  [
    'a claim, with a diff of its own',
    answer(422, 'x', [
      {
        field: 'spec',
        message:
          'Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n@@ -1,6 +1,6 @@\n {\n',
      },
    ]),
    [
      [
        'immutable',
        'Deployment/web: spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims',
      ],
    ],
  ],
];

test.each(said)('the API server’s words are understood: %s', (_, error, expected) => {
  expect(refusals(error).map(({ kind, problem }) => [kind, problem.what])).toEqual(expected);
  for (const { problem, kind } of refusals(error)) if (kind !== 'other') expect(problem.next).toBeTruthy();
});

test('a namespace on its way out is known by cause or words', () => {
  const message =
    'configmaps "a" is forbidden: unable to create new content in namespace shop because it is being terminated';
  expect(isTerminating(answer(403, message))).toBe(true);
  expect(isTerminating(answer(403, 'x', [{ reason: 'NamespaceTerminating', message: 'y' }]))).toBe(true);
  expect(isTerminating(answer(403, 'x'))).toBe(false);
});

test('conflicts are told by owner and way', () => {
  const cause = (message: string, field: string) => ({ reason: 'FieldManagerConflict', message, field });
  const error = answer(409, 'Apply failed with 3 conflicts', [
    cause('conflict with "kubectl-edit" using apps/v1 at 2026-01-01T00:00:00Z', '.spec.a'),
    cause('conflict with "kube-controller-manager" with subresource "scale" using apps/v1', '.spec.replicas'),
    cause('conflict with "kubectl-edit" using apps/v1', '.spec.b'),
  ]);
  expect(conflictsIn(error)).toEqual([
    { manager: 'kubectl-edit', fields: ['.spec.a', '.spec.b'] },
    { manager: 'kube-controller-manager', subresource: 'scale', fields: ['.spec.replicas'] },
  ]);
});

describe('a manager is', () => {
  test.each([
    ['workaday', 'ours'],
    ['workaday-handover', 'ours'],
    ['workadays', 'foreign'],
    ['kubectl-client-side-apply', 'former'],
    ['kubectl', 'former'],
    ['kubectl-create', 'former'],
    ['kubectl-replace', 'former'],
    ['before-first-apply', 'former'],
    ['helm', 'former'],
    ['Helm', 'former'],
    ['krane', 'former'],
    ['kubectl-edit', 'by-hand'],
    ['kubectl-patch', 'by-hand'],
    ['kubectl-set', 'by-hand'],
    ['kubectl-scale', 'by-hand'],
    ['kubectl-rollout', 'by-hand'],
    ['kubectl-label', 'by-hand'],
    ['kubectl-annotate', 'by-hand'],
    ['argocd-controller', 'foreign'],
    ['kustomize-controller', 'foreign'],
    ['helm-controller', 'foreign'],
    ['kube-controller-manager', 'foreign'],
    ['some-operator', 'foreign'],
  ])('%s: %s', (manager, standing) => {
    expect(standingOf(manager, [])).toBe(standing);
  });

  test('former when a person allows it', () => {
    expect(standingOf('argocd-controller', ['argocd-controller'])).toBe('former');
  });
});

test.each([
  ['exceeded quota: q, requested: pods=1, used: pods=4, limited: pods=4', false],
  [
    'exceeded quota: q, requested: pods=1,requests.cpu=2, used: pods=0,requests.cpu=0, limited: pods=9,requests.cpu=1500m',
    true,
  ],
  [
    'exceeded quota: q, requested: requests.memory=1Gi, used: requests.memory=0, limited: requests.memory=2048Mi',
    false,
  ],
  [
    'exceeded quota: q, requested: limits.memory=1Gi, used: limits.memory=1, limited: limits.memory=512Mi',
    true,
  ],
])('%s: never fits is %s', (message, never) => {
  expect(fitsNever(message)).toBe(never);
});
