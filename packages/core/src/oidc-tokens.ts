import { getPatiently } from './patient-get.ts';
import type { Clock, Http, HttpResponse, OidcTokens } from './ports.ts';

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
      const headers = { authorization: `Bearer ${bearer}`, accept: 'application/json' };
      const token = tokenIn(await getPatiently(address.href, headers, ports));
      // Whoever publishes a token does so on purpose; the log is no such place.
      ports.mask(token);
      return token;
    },
  };
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
