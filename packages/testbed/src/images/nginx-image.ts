import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheEntry } from '../cache/entry.ts';
import type { Progress } from '../progress.ts';
import { debianImage, debianPath, recipeOf, withDependencies } from './debian-root.ts';

/** What the image's nginx is told: as nginxinc/docker-nginx-unprivileged does, all that it writes goes to /tmp. */
const files = {
  'etc/nginx/nginx.conf': `worker_processes auto;
error_log /dev/stderr notice;
pid /tmp/nginx.pid;
events { worker_connections 1024; }
http {
  proxy_temp_path /tmp/proxy_temp;
  client_body_temp_path /tmp/client_temp;
  fastcgi_temp_path /tmp/fastcgi_temp;
  uwsgi_temp_path /tmp/uwsgi_temp;
  scgi_temp_path /tmp/scgi_temp;
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  access_log /dev/stdout;
  sendfile on;
  include /etc/nginx/conf.d/*.conf;
}
`,
  'etc/nginx/conf.d/default.conf': `server {
  listen 8080;
  location / {
    root /usr/share/nginx/html;
    index index.html index.htm;
  }
}
`,
  'usr/share/nginx/html/index.html': '<h1>Welcome to nginx!</h1>\n',
  'docker-entrypoint.sh': '#!/bin/sh\nexec "$@"\n',
} as const;

/**
 * nginx without the rights of root, in the place of Docker Hub's `nginxinc/nginx-unprivileged:1.28`: Debian's nginx (1.22 on
 * Debian 12), with that image's paths, port, user, entrypoint and stop signal.
 */
export function nginxImage(progress: Progress): Promise<string> {
  const inputs = { recipe: recipeOf(import.meta.filename), machine: process.arch };
  return cacheEntry('image-nginx', inputs, progress, async (folder) => {
    const packages = await withDependencies(['nginx']);
    await debianImage(folder, packages, addNginx, {
      Env: [debianPath],
      Entrypoint: ['/docker-entrypoint.sh'],
      Cmd: ['nginx', '-g', 'daemon off;'],
      User: '101',
      StopSignal: 'SIGQUIT',
    });
  });
}

async function addNginx(root: string): Promise<void> {
  rmSync(join(root, 'usr/share/nginx/html'), { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  chmodSync(join(root, 'docker-entrypoint.sh'), 0o755);
}
