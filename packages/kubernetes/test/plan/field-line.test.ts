import { expect, test } from 'vitest';
import { fieldLine } from '../../src/plan/field-line.ts';

const text = `apiVersion: v1
kind: Service
metadata: { name: web }
spec:
  ports:
    - port: 80
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  annotations:
    example.dev/a: b
spec:
  replicsa: 2
  template:
    spec:
      containers:
        - name: proxy
          image: p
        - name: web
          imagee: a
          ports:
            - containerPort: 80
              nme: http
`;

test.each([
  ['.spec.replicsa', 8, 15],
  ['.spec.template.spec.containers[name="web"].imagee', 8, 22],
  ['spec.template.spec.containers[1].imagee', 8, 22],
  ['.spec.template.spec.containers[name="web"].ports[containerPort=80,protocol="TCP"].nme', 8, 25],
  ['.spec.template.spec.containers[name="web"].resources.limits', 8, 21],
  ['.spec.ports[port=80,protocol="TCP"].targetPrt', 1, 6],
  ['.metadata.annotations', 8, 12],
  ['.nothing', 8, undefined],
  ['.spec', 99, undefined],
] as const)('%s of the document at line %i stands at line %s', (field, document, line) => {
  expect(fieldLine(text, document, field)).toBe(line);
});
