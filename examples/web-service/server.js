// A small web service: one page, a health answer, and a stop that drops no request.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const port = Number(process.env.PORT ?? 8080);
const settings = JSON.parse(readFileSync(process.env.SETTINGS ?? 'settings.json', 'utf8'));

function page() {
  return `${settings.greeting}\n`;
}

const server = createServer((request, response) => {
  if (request.url === '/healthz') {
    response.end('ok\n');
    return;
  }
  try {
    response.setHeader('content-type', 'text/plain; charset=utf-8');
    response.end(page());
  } catch (error) {
    console.error(error);
    response.statusCode = 500;
    response.end('internal error\n');
  }
});

server.listen(port, () => console.log(`listening on ${port}`));

process.on('SIGTERM', () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
