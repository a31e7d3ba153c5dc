/** What an app's source says plainly of how it is reached. */
export interface Hints {
  /** The port that it listens on, where the source names one. */
  port: number | undefined;
  /** It takes the port from the environment variable PORT. */
  takesPort: boolean;
  health: string | undefined;
  /** False when it registers routes and none of them is `/`: `GET /` would then be a 404. */
  answersRoot: boolean;
  /** It does something about SIGTERM. */
  hearsTerm: boolean;
}

type Source = { path: string; text: string };

const readsPort =
  /process\.env\.PORT\b|process\.env\[['"]PORT['"]\]|(?:Getenv|LookupEnv)\("PORT"\)|environ(?:\.get)?[([]['"]PORT['"]|getenv\(['"]PORT['"]/;
const fallbacks = [
  /\bPORT['"]?[\])]*\s*(?:\?\?|\|\|)\s*['"]?(\d{2,5})/,
  /\(\s*['"]PORT['"]\s*,\s*['"]?(\d{2,5})/,
];
const plainPorts = [
  /\.listen\(\s*(\d{2,5})\b/,
  /\.listen\(\s*\{[^}]*\bport:\s*(\d{2,5})\b/,
  /ListenAndServe(?:TLS)?\(\s*"[^":]*:(\d{2,5})"/,
  /\bAddr:\s*"[^":]*:(\d{2,5})"/,
  /\b(?:const|let|var)\s+port\s*=\s*(\d{2,5})\b/i,
  /\bport\s*=\s*(\d{2,5})\b/,
  /HTTPServer\(\s*\(\s*['"][^'"]*['"]\s*,\s*(\d{2,5})\s*\)/,
  /\bport\s*:?=\s*"(\d{2,5})"/,
  /":(\d{4,5})"/,
];

/** Readiness first: it says that the app may be asked, and liveness only that it lives. */
const healthPaths = ['/readyz', '/ready', '/healthz', '/health', '/api/health', '/livez', '/up'];
const route =
  /(?:\.(?:get|all|use|route|api_route|handle|GET)|HandleFunc|Handle|\bpath)\(\s*(?:r?['"`])(?:GET )?([^'"`]*)['"`]/g;

export function readHints(sources: readonly Source[]): Hints {
  const texts = sources.map(({ text }) => text);
  const routes = texts.flatMap((text) => [...text.matchAll(route)].map(([, path = '']) => path));
  const own = routes.filter((path) => path.startsWith('/') || path === '');
  return {
    port: firstNumber(texts, fallbacks) ?? firstNumber(texts, plainPorts),
    takesPort: texts.some((text) => readsPort.test(text)),
    health: healthPaths.find((path) => texts.some((text) => names(text, path))),
    answersRoot: own.length === 0 || own.some((path) => path === '/' || path === '' || /^\/[{*]/.test(path)),
    hearsTerm: texts.some((text) => text.includes('SIGTERM')),
  };
}

function names(text: string, path: string): boolean {
  return ["'", '"', '`'].some(
    (quote) => text.includes(`${quote}${path}${quote}`) || text.includes(`${quote}GET ${path}${quote}`),
  );
}

function firstNumber(texts: readonly string[], patterns: readonly RegExp[]): number | undefined {
  for (const pattern of patterns) {
    for (const text of texts) {
      const port = Number(pattern.exec(text)?.[1] ?? 0);
      if (port > 0 && port < 65_536) return port;
    }
  }
  return undefined;
}
