// What both services share: an HTTP server with a health answer and a stop that drops no request.
import { createServer } from 'node:http';

export function serve(page) {
  const server = createServer(async (request, response) => {
    if (request.url === '/healthz') {
      response.end('ok\n');
      return;
    }
    try {
      response.end(await page(request));
    } catch (error) {
      console.error(error);
      response.statusCode = 500;
      response.end('internal error\n');
    }
  });
  server.listen(8080, () => console.log('listening on 8080'));
  process.on('SIGTERM', () => {
    server.close(() => process.exit(0));
    server.closeIdleConnections();
  });
}
