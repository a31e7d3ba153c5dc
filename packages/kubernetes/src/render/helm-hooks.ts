import type { Problem } from '@workaday/core';
import type { Manifest } from '../manifests/manifests.ts';
import { type KubeObject, objectName } from '../manifests/object.ts';
import { podTemplateOf } from '../manifests/pod-template.ts';

export interface HooksRead {
  /** What is deployed; hooks that run before a release come first, by their weight. */
  manifests: Manifest[];
  problems: Problem[];
  notes: string[];
}

const before = new Set(['pre-install', 'pre-upgrade']);
const tests = new Set(['test', 'test-success', 'test-failure']);
/** Nothing here ever removes an app, so neither would Helm run them. */
const removal = new Set(['pre-delete', 'post-delete']);

/** What becomes of a chart's hooks: those that nobody would run here are refused, because leaving them out in silence would be a lie. */
export function readHooks(rendered: readonly Manifest[]): HooksRead {
  const problems: Problem[] = [];
  const notes: string[] = [];
  const hooks: Manifest[] = [];
  const ordinary: Manifest[] = [];
  for (const manifest of rendered) {
    const { object, place } = manifest;
    const events = eventsOf(object).filter((event) => !tests.has(event) && !removal.has(event));
    const refused = events.filter((event) => !before.has(event));
    if (eventsOf(object).length === 0) ordinary.push(manifest);
    else if (refused.length > 0) problems.push({ what: neverRun(object, refused), place, next: instead });
    else if (events.length === 0)
      notes.push(`${objectName(object)} is a ${eventsOf(object).join(' and ')} hook and is not deployed`);
    else if (object.kind !== 'Job' && podTemplateOf(object))
      problems.push({ what: `${objectName(object)} is a hook that runs pods and is no Job`, place });
    else {
      hooks.push(manifest);
      notes.push(...onceOnly(object, events));
    }
  }
  hooks.sort((a, b) => weightOf(a.object) - weightOf(b.object));
  return { manifests: [...hooks, ...ordinary], problems, notes };
}

const instead =
  'make it a Job of its own that runs before the workloads (hooks `pre-install,pre-upgrade`), a part of the app, or a step of the workflow';

function neverRun(object: KubeObject, events: readonly string[]): string {
  return `${objectName(object)} is a ${events.join(' and ')} hook, which would never run here`;
}

/** A migration runs once for each of its contents, before the release that brings it. */
function onceOnly(object: KubeObject, events: readonly string[]): string[] {
  if (object.kind !== 'Job' || events.length === before.size) return [];
  const when =
    events[0] === 'pre-install' ? 'whenever its content or image changes' : 'before the first release too';
  return [`${objectName(object)} is a hook for ${events[0]} only; here it runs ${when}`];
}

function eventsOf(object: KubeObject): string[] {
  const hook = object.metadata.annotations?.['helm.sh/hook'];
  return typeof hook === 'string'
    ? [...new Set(hook.split(',').map((event) => event.trim()))].filter(Boolean)
    : [];
}

function weightOf(object: KubeObject): number {
  return Number(object.metadata.annotations?.['helm.sh/hook-weight']) || 0;
}
