import { errorMessage } from './failure.ts';
import type { Clock, Http, HttpResponse, OidcTokens } from './ports.ts';

/** Waits before each further attempt, in milliseconds. */
const waits = [500, 2000];

/** GitHub's OIDC endpoint, as the runner's environment names it; `available` is false where it names none. */
export function oidcTokens(
  env: Readonly<Record<string, string | undefined>>,
  ports: { http: Http; clock: Clock; mask: (secret: string) => void },
): OidcTokens {
  const url = env['ACTIONS_ID_TOKEN_REQUEST_URL'];
  const bearer = env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'];
  if (!url || !bearer) {
    return {
      available: false,
      request: () => Promise.reject(new Error('the job has no permission `id-token: write`')),
    };
  }
  return {
    available: true,
    request: async (audience) => {
      const address = new URL(url);
      address.searchParams.set('audience', audience);
      const token = tokenIn(await ask(address.href, bearer, ports));
      // No one else should ever see the token of a job, unless its owner publishes it on purpose.
      ports.mask(token);
      return token;
    },
  };
}

async function ask(
  url: string,
  bearer: string,
  { http, clock }: { http: Http; clock: Clock },
): Promise<HttpResponse> {
  for (let attempt = 0; ; attempt += 1) {
    const answer = await http(url, {
      method: 'GET',
      headers: { authorization: `Bearer ${bearer}`, accept: 'application/json' },
    }).catch((error: unknown) => ({ error }));
    if ('status' in answer && answer.status !== 429 && answer.status < 500) return answer;
    const wait = waits[attempt];
    if (wait !== undefined) await clock.wait(wait);
    else if ('status' in answer) return answer;
    else throw new Error(`GitHub's OIDC endpoint does not answer: ${errorMessage(answer.error)}`);
  }
}

function tokenIn({ status, body }: HttpResponse): string {
  if (status !== 200) throw new Error(`GitHub's OIDC endpoint answered HTTP ${status}`);
  let content: { value?: unknown } | null;
  try {
    content = JSON.parse(new TextDecoder().decode(body));
  } catch (cause) {
    throw new Error("GitHub's OIDC endpoint answered no JSON", { cause });
  }
  if (typeof content?.value !== 'string' || content.value === '') {
    throw new Error("GitHub's OIDC endpoint answered no token");
  }
  return content.value;
}
