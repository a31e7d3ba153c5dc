import { type Clock, errorMessage, Failure, type OidcTokens } from '@workaday/core';
import { type Credential, keptCredential } from './credential.ts';
import { unverifiedClaims } from './json-web-token.ts';

/** GitHub's tokens live five minutes. */
const early = 60_000;
/** Claims that rules are made of. */
const told = [
  ...['iss', 'aud', 'sub', 'repository', 'repository_owner_id', 'ref', 'environment', 'event_name'],
  ...['workflow_ref', 'job_workflow_ref'],
];

/** GitHub's identity token for this job as the credential: never stored, asked for again before it ends. */
export function githubCredential(tokens: OidcTokens | undefined, audience: string, clock: Clock): Credential {
  let claims: Record<string, unknown> = {};
  const ask = async () => {
    if (!tokens?.available) throw notAllowed();
    const asked = clock.now();
    const token = await tokens.request(audience).catch((error: unknown) => {
      throw notGiven(error);
    });
    claims = unverifiedClaims(token) ?? {};
    const lifetime = (Number(claims['exp']) - Number(claims['iat'])) * 1000;
    return {
      identity: { authorization: `Bearer ${token}`, certificate: undefined },
      until: Number.isFinite(lifetime) ? asked + lifetime : Number.POSITIVE_INFINITY,
    };
  };
  return { ...keptCredential(ask, { clock, early }), refusal: () => refusal(audience, claims) };
}

function refusal(audience: string, claims: Record<string, unknown>): ReturnType<Credential['refusal']> {
  const said = told.flatMap((name) =>
    claims[name] === undefined ? [] : [`${name}: ${String(claims[name])}`],
  );
  return {
    what: `GitHub's identity token for the audience ${JSON.stringify(audience)}`,
    why: `Its API server does not trust this issuer for this audience, or one of its rules does not allow this job (subject ${JSON.stringify(claims['sub'] ?? '')}).`,
    next:
      `Let the API server trust the issuer ${String(claims['iss'] ?? '')} for exactly this audience, by rules that the claims below fulfil ` +
      '(AUTHENTICATION.md has the configuration); its own log says which rule refused.',
    ...(said.length === 0 ? {} : { evidence: said.join('\n') }),
  };
}

function notAllowed(): Failure {
  return new Failure({
    reason: 'unauthorized',
    what: "the input oidc-audience asks for GitHub's identity token, which this job may not have",
    why: 'The job has no permission `id-token: write`: it is not given by default, a reusable workflow has it only when its caller grants it, and pull requests from forks never have it.',
    next: 'Add `permissions: { id-token: write }` to the job, and to the calling job when this is a reusable workflow.',
  });
}

function notGiven(cause: unknown): Failure {
  return new Failure({
    reason: 'unauthorized',
    what: `GitHub gave no identity token for the cluster: ${errorMessage(cause)}`,
    next: 'Run the job again; if it persists, look at githubstatus.com.',
    cause,
  });
}
