import { describe, expect, it } from 'vitest';
import { readHints } from '../src/init/hints.ts';

const hints = (text: string) => readHints([{ path: 'a', text }]);

describe('the port in a source', () => {
  it.each([
    ['app.listen(process.env.PORT ?? 3000)', 3000, true],
    ["const port = process.env.PORT || '4000'", 4000, true],
    ['const port = Number(process.env.PORT ?? 8080)', 8080, true],
    ['server.listen(5000, "0.0.0.0")', 5000, false],
    ['fastify.listen({ host: "::", port: 7000 })', 7000, false],
    ['http.ListenAndServe(":9090", nil)', 9090, false],
    ['&http.Server{Addr: ":9091"}', 9091, false],
    ['port := os.Getenv("PORT")\nif port == "" { port = "8081" }', 8081, true],
    ['PORT = int(os.environ.get("PORT", "8082"))', 8082, true],
    ['app.run(host="0.0.0.0", port=5001)', 5001, false],
    ['HTTPServer(("", 8083), Handler)', 8083, false],
    ['nothing of the kind', undefined, false],
    ['listen(99999)', undefined, false],
  ])('%s', (text, port, takesPort) => {
    expect(hints(text)).toMatchObject({ port, takesPort });
  });
});

describe('the paths in a source', () => {
  it.each([
    ["app.get('/', f); app.get('/health', f)", '/health', true],
    ["app.get('/api/items', f); app.get('/healthz', f)", '/healthz', false],
    ['mux.HandleFunc("GET /{$}", f); mux.HandleFunc("GET /readyz", f)', '/readyz', true],
    ['mux.HandleFunc("/items", f)', undefined, false],
    ['@app.route("/")\ndef index(): ...', undefined, true],
    ["if (request.url === '/healthz') return;", '/healthz', true],
    ["app.get('/health', f); app.get('/ready', f)", '/ready', false],
  ])('%s', (text, health, answersRoot) => {
    expect(hints(text)).toMatchObject({ health, answersRoot });
  });
});
