/** A GitHub Release of a version, as a Deployment remembers it. */
export interface RememberedRelease {
  tag: string;
  id: number;
}

/** What a Deployment of ours carries, so that it, and what it stands for, is found again. */
export interface DeploymentPayload {
  workaday: {
    app: string;
    /** Number of the ledger's release: what was deployed, or what was gone back from. */
    release: string;
    run: string;
    /** Of a rollback by hand: number of the release that serves again; empty when none does. */
    restored?: string;
  };
  tag?: string;
  githubReleases?: readonly RememberedRelease[];
  /** Of a rollback by hand: who went back, and why. */
  by?: string;
  reason?: string;
}

/** Somebody else's payload is none of ours, whatever it holds. */
export function ourPayload(payload: unknown): DeploymentPayload | undefined {
  const parsed = record(typeof payload === 'string' ? parseJson(payload) : payload);
  const { app, release, run, restored } = record(parsed['workaday']);
  if (typeof app !== 'string' || typeof release !== 'string' || typeof run !== 'string') return undefined;
  const releases = parsed['githubReleases'];
  return {
    workaday: { app, release, run, ...(typeof restored === 'string' ? { restored } : {}) },
    tag: text(parsed['tag']),
    githubReleases: Array.isArray(releases) ? releases.filter(isRemembered) : [],
    by: text(parsed['by']),
    reason: text(parsed['reason']),
  };
}

/** Number of the release that served once this was done; not a number when there is none. */
export function servedBy({ workaday }: DeploymentPayload): number {
  const number = workaday.restored ?? workaday.release;
  return /^[1-9]\d*$/.test(number) ? Number(number) : Number.NaN;
}

function isRemembered(value: unknown): value is RememberedRelease {
  const { tag, id } = record(value);
  return typeof tag === 'string' && tag !== '' && Number.isSafeInteger(id);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
